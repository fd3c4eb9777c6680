/** What the service options of the command line make of a plan. */
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addServiceOptions, serviceOf, type ServiceOptions } from '../../../src/cli/service-options.ts'
import { defaultSearch } from '../../../src/core/model/plan.ts'
import { defaultSlo } from '../../../src/core/model/presets.ts'

const rate = [{ ratePerS: 1, arrival: 'poisson' as const }]

function service(stages: Parameters<typeof serviceOf>[1], ...argv: readonly string[]): ReturnType<typeof serviceOf> {
  const command = addServiceOptions(new Command()).exitOverride().configureOutput({ writeErr: () => undefined })
  command.parse([...argv], { from: 'user' })
  return serviceOf(command.opts<ServiceOptions>(), stages)
}

describe('the service options', () => {
  it('change nothing for users unless given, and watch rates for over-saturation', () => {
    expect(service([{ concurrency: 1 }])).toEqual({})
    expect(service(rate)).toEqual({ stop: { overSaturation: true } })
    expect(service(rate, '--no-early-stop')).toEqual({})
  })

  it('read limits with their units', () => {
    expect(service([{ concurrency: 1 }], '--slo', 'ttft=2s,tpot=80ms').slo).toEqual({ ttftP95Ms: 2000, tpotP95Ms: 80, maxErrorShare: 0.01 })
    expect(service([{ concurrency: 1 }], '--slo', 'tpot=50,errors=5%').slo).toEqual({ ttftP95Ms: null, tpotP95Ms: 50, maxErrorShare: 0.05 })
    expect(service([{ concurrency: 1 }], '--max-errors', '3', '--max-error-share', '2%').stop).toEqual({ maxErrors: 3, maxErrorShare: 0.02 })
  })

  it('search with an SLO of their own when none is given', () => {
    expect(service(rate, '--find-stable-qps')).toEqual({ slo: defaultSlo, search: defaultSearch, stop: { overSaturation: true } })
  })

  it('take the bounds of the search', () => {
    expect(service(rate, '--find-stable-qps', '--max-rate', '20', '--search-tolerance', '10%', '--search-trials', '8').search).toEqual({ maxRatePerS: 20, tolerance: 0.1, maxTrials: 8 })
    expect(service(rate, '--find-stable-qps', '--search-trials', '8').search).toEqual({ ...defaultSearch, maxTrials: 8 })
  })

  it.each([
    [['--slo', 'ttft=fast'], /a time such as/], [['--slo', 'e2e=1s'], /expected ttft/], [['--max-error-share', '150%'], /a share/], [['--fail-on-slo'], /needs --slo/],
    [['--max-rate', '5', '--search-trials', '3'], /--max-rate, --search-trials: only with --find-stable-qps/], [['--search-tolerance', '0.1%'], /from 0\.005 to 1/],
  ] as const)('refuse %j', (argv, message) => {
    expect(() => service(rate, ...argv)).toThrow(message)
  })
})
