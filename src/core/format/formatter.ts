/** The only place where numbers become text: three significant digits, always with a unit, "–" for what is missing. */
import { assertNever } from '../assert-never.ts'
import type { MetricName } from '../model/analysis.ts'
import type { SignalUnit } from '../model/telemetry.ts'
import type { Language } from './translate.ts'

/** What stands for a missing figure. */
export const missing = '–'

type Maybe = number | null | undefined

/** A figure split so that its unit can be set smaller; `unit` is '' where there is none. */
export interface Figure {
  readonly value: string
  readonly unit: string
}

/** All take null (and NaN) and answer "–". Time in ms, shares 0..1, sizes in bytes. */
export interface Formatter {
  readonly language: Language
  /** Three significant digits, no unit. */
  readonly number: (value: Maybe) => string
  /** Every digit that is there (up to six decimals), for tooltips. */
  readonly full: (value: Maybe, unit?: string) => string
  /** Whole numbers such as n, with group separators. */
  readonly count: (value: Maybe) => string
  /** ms below one second, s from there. */
  readonly ms: (value: Maybe) => string
  /** As `ms`, without trailing zeros: for limits such as "1 s". */
  readonly limit: (value: Maybe) => string
  readonly tokensPerS: (value: Maybe) => string
  readonly perS: (value: Maybe) => string
  /** A rate that was asked for, without unit and trailing zeros. */
  readonly rate: (value: Maybe) => string
  /** A share 0..1 as per cent. */
  readonly share: (value: Maybe) => string
  /** A value that is in per cent already. */
  readonly percent: (value: Maybe) => string
  /** KiB, MiB, GiB. */
  readonly bytes: (value: Maybe) => string
  /** m:ss, or h:mm:ss from one hour. */
  readonly clock: (ms: Maybe) => string
  /** m:ss.t: for instants on the time axis. */
  readonly instant: (ms: Maybe) => string
  /** A wall clock time in the reader's zone (or in `timeZone`), ms since the epoch. */
  readonly dateTime: (epochMs: Maybe, timeZone?: string) => string
  readonly signal: (value: Maybe, unit: SignalUnit) => string
  readonly metric: (value: Maybe, name: MetricName) => string
  readonly parts: (value: Maybe, kind: 'ms' | 'tokensPerS' | 'perS' | 'share' | 'percent' | 'bytes' | 'count') => Figure
}

/** Units as they are written in both languages. */
export const unitText = { ms: 'ms', s: 's', tokensPerS: 'tok/s', perS: '/s', percent: '%' } as const

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

function isMissing(value: Maybe): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}

/** Number to text by size: fixed three significant digits, but never more than three decimals and never exponents. */
function significantText(language: Language): (value: number) => string {
  const decimals = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }))
  const rounded = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 })
  return (value) => {
    const size = Math.abs(value)
    if (size === 0) return '0'
    if (size >= 99.95) return rounded.format(value)
    if (size >= 9.995) return decimals[1]!.format(value)
    return decimals[size >= 0.9995 ? 2 : 3]!.format(value)
  }
}

function durationParts(ms: number, text: (value: number) => string): Figure {
  return Math.abs(ms) >= 999.5 ? { value: text(ms / 1000), unit: unitText.s } : { value: text(ms), unit: unitText.ms }
}

function byteParts(bytes: number, text: (value: number) => string): Figure {
  let [value, step] = [bytes, 0]
  while (Math.abs(value) >= 1023.5 && step < byteUnits.length - 1) [value, step] = [value / 1024, step + 1]
  return { value: step === 0 ? String(Math.round(value)) : text(value), unit: byteUnits[step]! }
}

function clockText(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000))
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

function instantText(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100))
  return `${clockText(Math.floor(tenths / 10) * 1000)}.${tenths % 10}`
}

export type PartsKind = Parameters<Formatter['parts']>[1]

function partsOf(value: number, kind: PartsKind, text: (value: number) => string, count: Intl.NumberFormat): Figure {
  switch (kind) {
    case 'ms': return durationParts(value, text)
    case 'tokensPerS': return { value: text(value), unit: unitText.tokensPerS }
    case 'perS': return { value: text(value), unit: unitText.perS }
    case 'share': return { value: text(value * 100), unit: unitText.percent }
    case 'percent': return { value: text(value), unit: unitText.percent }
    case 'bytes': return byteParts(value, text)
    case 'count': return { value: count.format(value), unit: '' }
    default: return assertNever(kind)
  }
}

function signalText(value: number, unit: SignalUnit, join: (kind: PartsKind) => string, text: (value: number) => string, trimmed: Intl.NumberFormat): string {
  switch (unit) {
    case '%': return join('percent')
    case 'B': return join('bytes')
    case 'B/s': return `${join('bytes')}/s`
    case 'ms': return join('ms')
    case 'tok/s': return join('tokensPerS')
    case '1/s': return join('perS')
    case 'count': return trimmed.format(value)
    case 'W': case '°C': case 'MHz': return `${text(value)} ${unit}`
    default: return assertNever(unit)
  }
}

const dateStyle = { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** How a metric's values are written. */
export function metricKind(name: MetricName): PartsKind {
  switch (name) {
    case 'ttftMs': case 'ttfvMs': case 'ttftFromDueMs': case 'tpotMs': case 'iclMs': case 'e2eMs': return 'ms'
    case 'decodeTokensPerS': case 'requestTokensPerS': return 'tokensPerS'
    case 'outputTokens': case 'promptTokens': return 'count'
    default: return assertNever(name)
  }
}

function buildFormatter(language: Language): Formatter {
  const text = significantText(language)
  const count = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const exact = new Intl.NumberFormat(language, { maximumFractionDigits: 6 })
  const trimmed = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 })
  const orMissing = (value: Maybe, write: (value: number) => string) => (isMissing(value) ? missing : write(value))
  const parts: Formatter['parts'] = (value, kind) => (isMissing(value) ? { value: missing, unit: '' } : partsOf(value, kind, text, count))
  const joined = (kind: PartsKind) => (value: Maybe) => {
    const figure = parts(value, kind)
    if (figure.unit === '') return figure.value
    const closeUp = kind === 'perS' || (language === 'zh-CN' && figure.unit === unitText.percent)
    return closeUp ? `${figure.value}${figure.unit}` : `${figure.value} ${figure.unit}`
  }
  return {
    language, parts,
    number: (value) => orMissing(value, text),
    rate: (value) => orMissing(value, (v) => trimmed.format(v)),
    full: (value, unit) => orMissing(value, (v) => (unit === undefined ? exact.format(v) : `${exact.format(v)} ${unit}`)),
    count: joined('count'), ms: joined('ms'), tokensPerS: joined('tokensPerS'), perS: joined('perS'),
    share: joined('share'), percent: joined('percent'), bytes: joined('bytes'),
    limit: (value) => orMissing(value, (v) => (v >= 1000 ? `${trimmed.format(v / 1000)} s` : `${trimmed.format(v)} ms`)),
    clock: (value) => orMissing(value, clockText),
    instant: (value) => orMissing(value, instantText),
    dateTime: (value, timeZone) => orMissing(value, (v) =>
      new Intl.DateTimeFormat(language, timeZone === undefined ? dateStyle : { ...dateStyle, timeZone }).format(v)),
    signal: (value, unit) => orMissing(value, (v) => signalText(v, unit, (kind) => joined(kind)(v), text, trimmed)),
    metric: (value, name) => joined(metricKind(name))(value),
  }
}

const built = new Map<Language, Formatter>()

/** The formatter of a language; made once, cheap to ask for. */
export function formatterFor(language: Language): Formatter {
  const known = built.get(language)
  if (known !== undefined) return known
  const made = buildFormatter(language)
  built.set(language, made)
  return made
}
