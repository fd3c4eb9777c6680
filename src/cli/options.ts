/** Parsers for option values: each says what it wants when it is given something else. */
import { Option } from 'commander'
import { apiNames, apiOfName } from '../core/model/api-names.ts'
import { requestIndexOf } from '../core/model/request.ts'
import { planBounds, type ApiKind } from '../core/model/plan.ts'
import { databasePath, dataDir } from '../node/app-paths.ts'
import { languages, nearestLanguage, type Language } from '../shared/i18n/index.ts'
import { ArgumentError } from './argument-error.ts'

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max) throw new ArgumentError('wholeNumber', { min, max, text })
    return value
  }
}

/** Seconds, fractions allowed, as ms. */
export function seconds(maxS: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > maxS) {
      throw new ArgumentError('seconds', { max: maxS, text })
    }
    return Math.max(1, Math.round(value * 1000))
  }
}

/** `2h`, `90m`, `45s` or plain seconds, as ms. */
export function duration(maxMs: number): (text: string) => number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 }
  return (text) => {
    const [, digits, unit = 's'] = /^([\d.]+)([hms])?$/.exec(text.trim()) ?? []
    const ms = Math.round(Number(digits) * (units[unit] ?? 1))
    if (digits === undefined || !(ms >= 1000 && ms <= maxMs)) throw new ArgumentError('duration', { max: maxMs / 3_600_000, text })
    return ms
  }
}

/** A number within bounds, fractions allowed. */
export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max) throw new ArgumentError('number', { min, max, text })
    return value
  }
}

/** The numbers of a range: `1..8` in steps of 1, `0.5..3/0.5` in steps of 0.5, `1..32*2` each twice the one before. Null when it is no range. */
function rangeOf(text: string, maxLength: number): readonly number[] | null {
  const [, from, to, sign, by] = /^([\d.]+?)\.\.([\d.]+?)(?:([*/])([\d.]+))?$/.exec(text) ?? []
  if (from === undefined || to === undefined) return null
  const step = by === undefined ? 1 : Number(by)
  const isEndless = sign === '*' ? !(step > 1) : !(step > 0)
  if (isEndless || Number(from) > Number(to)) throw new ArgumentError('upwards', { text })
  const values: number[] = []
  // Twelve digits hide the rounding of repeated steps.
  const tidy = (value: number): number => Number(value.toPrecision(12))
  for (let i = 0, value = Number(from); value <= Number(to); i += 1) {
    if (values.length >= maxLength) throw new ArgumentError('tooMany', { max: maxLength, text })
    values.push(value)
    value = tidy(sign === '*' ? value * step : Number(from) + (i + 1) * step)
  }
  return values
}

/** A list such as `1,2,4,8`, of numbers and ranges. */
function listOf(parse: (text: string) => number, text: string): readonly number[] {
  return text.split(',').flatMap((part) => (rangeOf(part.trim(), planBounds.maxStages) ?? [part.trim()]).map((value) => parse(String(value))))
}

/** A list of whole numbers and ranges of them. */
export function numberList(min: number, max: number): (text: string) => readonly number[] {
  return (text) => listOf(wholeNumber(min, max), text)
}

/** A list of numbers and ranges, fractions allowed. */
export function decimalList(min: number, max: number): (text: string) => readonly number[] {
  return (text) => listOf(decimal(min, max), text)
}

/** The number of a request: `12`, or `P3` for one of the probe user. */
export function requestIndex(text: string): number {
  const index = requestIndexOf(text)
  if (index === null) throw new ArgumentError('request', { text })
  return index
}

/** An API by its short name. */
export function apiName(text: string): ApiKind {
  const api = apiOfName(text)
  if (api === null) throw new ArgumentError('oneOf', { choices: Object.values(apiNames).join(', '), text })
  return api
}

/** The language of LC_ALL, LC_MESSAGES or LANG. */
export function systemLanguage(env: NodeJS.ProcessEnv): Language {
  return nearestLanguage(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || 'en')
}

export interface CommonOptions {
  readonly db: string
  readonly json?: string
  readonly lang: Language
}

/** The language of what is printed. */
export function languageOption(): Option {
  return new Option('--lang <language>', 'language of what is printed and of reports').choices([...languages]).default(systemLanguage(process.env), 'from the environment')
}

/** What every command takes. */
export function commonOptions(): readonly Option[] {
  return [
    new Option('--db <file>', "database to use (default: the app's own)").default(databasePath(dataDir()), databasePath(dataDir())),
    new Option('--json <file>', 'write the result as JSON to this file, "-" for standard output'),
    languageOption(),
  ]
}
