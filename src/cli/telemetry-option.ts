/** `--telemetry host=500,nvidia=off`: which sources of signals are read, and how often. */
import { samplePeriodsMs, sourcePeriods, switchableSources, type SamplePeriodMs, type SourceSettings, type SwitchableSource } from '../core/model/telemetry.ts'
import { ArgumentError } from './argument-error.ts'

const isSource = (name: string): name is SwitchableSource => (switchableSources as readonly string[]).includes(name)

export const telemetryHelp = `sources of signals: ${switchableSources.join(', ')}, each as NAME=off or NAME=ms with one of ${samplePeriodsMs.join(', ')}; those not named keep their usual period`

/** Throws ArgumentError that says what is wrong. */
export function telemetrySources(text: string): SourceSettings {
  const off: SwitchableSource[] = []
  const periodsMs: Partial<Record<SwitchableSource, SamplePeriodMs>> = {}
  for (const part of text.split(',').map((each) => each.trim())) {
    const [name = '', value = '', ...rest] = part.split('=')
    if (!isSource(name)) throw new ArgumentError('oneOf', { choices: switchableSources.join(', '), text: name })
    if (off.includes(name) || periodsMs[name] !== undefined) throw new ArgumentError('twice', { text: name })
    if (value === 'off' && rest.length === 0) {
      off.push(name)
      continue
    }
    const allowed = samplePeriodsMs.filter((each) => each >= sourcePeriods[name].leastMs)
    const period = rest.length === 0 ? allowed.find((each) => `${each}` === value) : undefined
    if (period === undefined) throw new ArgumentError('source', { name, choices: allowed.join(', '), text: part })
    periodsMs[name] = period
  }
  return { off, periodsMs }
}
