/** Parsers for option values: each says what it wants when it is given something else. */
import { InvalidArgumentError, Option } from 'commander'
import { apiNames, apiOfName } from '../core/model/api-names.ts'
import type { ApiKind } from '../core/model/plan.ts'
import { databasePath, dataDir } from '../node/app-paths.ts'
import { languages, nearestLanguage, type Language } from '../shared/i18n/index.ts'

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}, got "${text}"`)
    return value
  }
}

/** Seconds, fractions allowed, as ms. */
export function seconds(maxS: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > maxS) {
      throw new InvalidArgumentError(`expected seconds from above 0 to ${maxS}, got "${text}"`)
    }
    return Math.max(1, Math.round(value * 1000))
  }
}

/** A list such as `1,2,4,8`. */
export function numberList(min: number, max: number): (text: string) => readonly number[] {
  const parse = wholeNumber(min, max)
  return (text) => text.split(',').map((part) => parse(part.trim()))
}

/** An API by its short name. */
export function apiName(text: string): ApiKind {
  const api = apiOfName(text)
  if (api === null) throw new InvalidArgumentError(`expected one of ${Object.values(apiNames).join(', ')}, got "${text}"`)
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

/** What every command takes. */
export function commonOptions(): readonly Option[] {
  return [
    new Option('--db <file>', "database to use (default: the app's own)").default(databasePath(dataDir()), databasePath(dataDir())),
    new Option('--json <file>', 'write the result as JSON to this file, "-" for standard output'),
    new Option('--lang <language>', 'language of what is printed and of reports').choices([...languages]).default(systemLanguage(process.env), 'from the environment'),
  ]
}
