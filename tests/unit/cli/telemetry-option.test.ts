/** Which sources are read, from the command line. */
import { describe, expect, test } from 'vitest'
import { telemetrySources } from '../../../src/cli/telemetry-option.ts'

describe('--telemetry', () => {
  test('switches sources off and sets periods', () => {
    expect(telemetrySources('host=500, nvidia=off,metrics=2000')).toEqual({ off: ['nvidia'], periodsMs: { host: 500, metrics: 2_000 } })
  })

  test.each([
    ['gpu=off', /expected one of host, nvidia/], ['host', /host=off or host= one of 100/], ['host=300', /one of 100, 250/], ['intel=250', /one of 1000, 2000, 5000/],
    ['server=500', /one of 1000, 2000, 5000/],
    ['host=off,host=500', /twice/], ['host=off=1', /got "host=off=1"/], ['', /expected one of/],
  ])('%j is refused with what would do', (text, words) => {
    expect(() => telemetrySources(text)).toThrow(words)
  })
})
