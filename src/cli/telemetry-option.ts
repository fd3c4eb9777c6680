/** `--telemetry host=500,nvidia=off`: which sources of signals are read, and how often. */
import { InvalidArgumentError } from 'commander'
import { samplePeriodsMs, sourcePeriods, switchableSources, type SamplePeriodMs, type SourceSettings, type SwitchableSource } from '../core/model/telemetry.ts'

const isSource = (name: string): name is SwitchableSource => (switchableSources as readonly string[]).includes(name)

export const telemetryHelp = `sources of signals: ${switchableSources.join(', ')}, each as NAME=off or NAME=ms with one of ${samplePeriodsMs.join(', ')}; those not named keep their usual period`

/** Throws InvalidArgumentError that says what is wrong. */
export function telemetrySources(text: string): SourceSettings {
  const off: SwitchableSource[] = []
  const periodsMs: Partial<Record<SwitchableSource, SamplePeriodMs>> = {}
  for (const part of text.split(',').map((each) => each.trim())) {
    const [name = '', value = '', ...rest] = part.split('=')
    if (!isSource(name)) throw new InvalidArgumentError(`expected one of ${switchableSources.join(', ')}, got "${name}"`)
    if (off.includes(name) || periodsMs[name] !== undefined) throw new InvalidArgumentError(`"${name}" twice`)
    if (value === 'off' && rest.length === 0) {
      off.push(name)
      continue
    }
    const allowed = samplePeriodsMs.filter((each) => each >= sourcePeriods[name].leastMs)
    const period = rest.length === 0 ? allowed.find((each) => `${each}` === value) : undefined
    if (period === undefined) throw new InvalidArgumentError(`expected ${name}=off or ${name}= one of ${allowed.join(', ')} (ms), got "${part}"`)
    periodsMs[name] = period
  }
  return { off, periodsMs }
}
