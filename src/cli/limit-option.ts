/** `--limit gpuIdlePercent=20`: where a rule of the diagnosis draws its line. */
import { limitBounds, limitNames, type LimitOverrides } from '../core/diagnosis/limits.ts'
import { ArgumentError } from './argument-error.ts'

/** Adds to those given before. Throws ArgumentError that says what is wrong. */
export function diagnosisLimit(text: string, before: LimitOverrides = {}): LimitOverrides {
  const [key, value = '', ...rest] = text.split('=')
  const name = limitNames.find((each) => each === key)
  if (name === undefined) throw new ArgumentError('oneOf', { choices: limitNames.join(', '), text: key ?? '' })
  const [least, most] = limitBounds(name)
  const number = value.trim() === '' || rest.length > 0 ? Number.NaN : Number(value)
  if (!(number >= least && number <= most)) throw new ArgumentError('limit', { name, min: least, max: most, text })
  return { ...before, [name]: number }
}
