/** What the load options of the command line make of a plan's stages. */
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addLoadOptions, stagesOf, type LoadOptions } from '../../../src/cli/load-options.ts'
import type { StagePlan } from '../../../src/core/model/load.ts'

function stages(...argv: readonly string[]): readonly StagePlan[] {
  const command = addLoadOptions(new Command()).exitOverride().configureOutput({ writeErr: () => undefined })
  command.parse([...argv], { from: 'user' })
  return stagesOf(command.opts<LoadOptions>())
}

const users = (...list: readonly number[]): readonly StagePlan[] => list.map((concurrency) => ({ concurrency }))
const rates = (...list: readonly number[]): readonly StagePlan[] => list.map((ratePerS) => ({ ratePerS, arrival: 'poisson' as const }))

describe('the load options', () => {
  it.each<readonly [readonly string[], readonly StagePlan[]]>([
    [[], users(1, 2, 4, 8)],
    [['--concurrency', '3, 5'], users(3, 5)],
    [['--concurrency', '1..4'], users(1, 2, 3, 4)],
    [['--sweep', 'users:1..32*2'], users(1, 2, 4, 8, 16, 32)],
    [['--rate', '0.5..2/0.5,4'], rates(0.5, 1, 1.5, 2, 4)],
    [['--sweep', 'rate:0.1..0.5/0.1'], rates(0.1, 0.2, 0.3, 0.4, 0.5)],
    [['--rate', '2', '--arrival', 'constant'], [{ ratePerS: 2, arrival: 'constant' }]],
    [['--rate', '2', '--gamma', '0.5'], [{ ratePerS: 2, arrival: 'gamma', burstiness: 0.5 }]],
    [['--concurrency', '2', '--think-time', '1.5'], [{ concurrency: 2, thinkTimeMs: 1500 }]],
    [['--concurrency', '1', '--ramp', '8'], [{ concurrency: 1, ramp: { to: 8, steps: null } }]],
    [['--rate', '1', '--max-open', '32'], [{ ratePerS: 1, arrival: 'poisson', maxOpen: 32 }]],
    [['--rate', '1', '--ramp', '4/3'], [{ ratePerS: 1, arrival: 'poisson', ramp: { to: 4, steps: 3 } }]],
  ])('%j', (argv, expected) => {
    expect(stages(...argv)).toEqual(expected)
  })

  it.each([
    [['--concurrency', '2', '--rate', '1'], /choose one/], [['--arrival', 'poisson'], /only with --rate/], [['--rate', '1', '--think-time', '1'], /not with a rate/],
    [['--rate', '0'], /from 0\.001/], [['--rate', '1', '--gamma', '2', '--arrival', 'constant'], /gamma/], [['--concurrency', '1..100'], /at most 16/],
    [['--rate', '1..4*1'], /upwards/], [['--concurrency', '8..1'], /upwards/], [['--sweep', '1..4'], /users: or rate:/], [['--rate', '1', '--ramp', '4/2.5'], /whole steps/],
    [['--max-open', '8'], /--max-open: only with --rate or --trace/],
  ] as const)('refuses %j', (argv, message) => {
    expect(() => stages(...argv)).toThrow(message)
  })
})
