// The parts of the Prometheus source that need no server: scrapes put together again, targets chosen, durations read.

import { describe, expect, it } from 'vitest'
import { durationMs } from '../../../../src/node/telemetry/remote/prometheus-api.ts'
import { chooseInstances, hostOfInstance } from '../../../../src/node/telemetry/remote/prometheus-targets.ts'
import { groupScrapes, numberOf } from '../../../../src/node/telemetry/remote/raw-scrapes.ts'

describe('raw series', () => {
  it('become scrapes in the order of time, each with its target and whether it was up', () => {
    const own = { job: 'node', instance: 'a:9100' }
    const [target, ...others] = groupScrapes([
      { metric: { __name__: 'node_load1', ...own }, values: [[20.5, '2'], [10.5, '1']] },
      { metric: { __name__: 'node_cpu_seconds_total', cpu: '0', mode: 'idle', ...own }, values: [[10.5, '+Inf'], [20.5, 'NaN']] },
      { metric: { __name__: 'up', ...own }, values: [[10.5, '1'], [20.5, '1'], [30.5, '0']] },
      { metric: { __name__: 'up', job: 'node', instance: 'b:9100' }, values: [[11, '1']] },
    ])
    expect(others.map(({ instance }) => instance)).toEqual(['b:9100'])
    expect(target?.scrapes.map(({ atMs, isUp, samples }) => [atMs, isUp, samples.map(({ name, value }) => `${name} ${value}`)])).toEqual([
      [10_500, true, ['node_load1 1', 'node_cpu_seconds_total Infinity']],
      [20_500, true, ['node_load1 2', 'node_cpu_seconds_total NaN']],
      [30_500, false, []],
    ])
    expect(target?.scrapes[0]?.samples[1]?.labels).toEqual({ cpu: '0', mode: 'idle' })
  })

  it('numbers as the API writes them', () => {
    expect([numberOf('1.5e3'), numberOf('+Inf'), numberOf('-Inf'), numberOf('NaN')]).toEqual([1_500, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])
  })
})

describe('targets', () => {
  const known = ['gpu-box:9100', 'gpu-box:9400', 'web-1:9100', 'http://odd:80/x', '[::1]:9100']

  it.each([['gpu-box:9100', 'gpu-box'], ['10.0.0.7:9400', '10.0.0.7'], ['[fd00::7]:9100', 'fd00::7'], ['gpu-box', 'gpu-box'], ['http://odd:8080/x', 'odd']])('%s is of the host %s', (instance, host) => {
    expect(hostOfInstance(instance)).toBe(host)
  })

  it('those asked for, by label or host', () => {
    expect(chooseInstances(known, 'gpu-box:9400', 'x')).toEqual({ ok: true, value: ['gpu-box:9400'] })
    expect(chooseInstances(known, 'gpu-box', 'x')).toEqual({ ok: true, value: ['gpu-box:9100', 'gpu-box:9400'] })
    expect(chooseInstances(known, 'nope', 'gpu-box')).toMatchObject({ ok: false, error: { code: 'no-instance', detail: known.join(', ') } })
  })

  it('else those of the model server\'s host, else all of a few; of many one has to be chosen', () => {
    expect(chooseInstances(known, null, 'web-1')).toEqual({ ok: true, value: ['web-1:9100'] })
    expect(chooseInstances(['a:1', 'a:2', 'b:1'], null, 'x')).toEqual({ ok: true, value: ['a:1', 'a:2', 'b:1'] })
    expect(chooseInstances(['a:1', 'b:1', 'c:1', 'd:1', 'e:1'], null, 'x')).toMatchObject({ ok: false })
    expect(chooseInstances([], null, 'x')).toMatchObject({ ok: false, error: { detail: '–' } })
  })
})

it.each([['15s', 15_000], ['1m30s', 90_000], ['500ms', 500], ['1h', 3_600_000], ['soon', null], ['', null], ['15', null]])('reads the duration %s', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})
