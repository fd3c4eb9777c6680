/** `--limit gpuIdlePercent=20`: where a rule of the diagnosis draws its line. */
import { InvalidArgumentError } from 'commander'
import { limitBounds, limitNames, type LimitOverrides } from '../core/diagnosis/limits.ts'

/** Adds to those given before. Throws InvalidArgumentError that says what is wrong. */
export function diagnosisLimit(text: string, before: LimitOverrides = {}): LimitOverrides {
  const [key, value = '', ...rest] = text.split('=')
  const name = limitNames.find((each) => each === key)
  if (name === undefined) throw new InvalidArgumentError(`expected one of ${limitNames.join(', ')}, got "${key}"`)
  const [least, most] = limitBounds(name)
  const number = value.trim() === '' || rest.length > 0 ? Number.NaN : Number(value)
  if (!(number >= least && number <= most)) throw new InvalidArgumentError(`expected ${name}= a number from ${least} to ${most}, got "${text}"`)
  return { ...before, [name]: number }
}
