/** The few calls of Prometheus's HTTP API that are needed, each answer checked: what comes is untrusted. */
import { z } from 'zod'
import type { RemoteIssue } from '../../../core/model/remote.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import type { StampedAnswer, StampedHttp } from './stamped-http.ts'

const maxAnswerBytes = 32 * 1_048_576
const smallAnswerBytes = 4 * 1_048_576

const point = z.tuple([z.number(), z.string()])
const labels = z.record(z.string(), z.string())
const errorSchema = z.object({ status: z.literal('error'), error: z.string() })
const scalarSchema = z.object({ status: z.literal('success'), data: z.object({ resultType: z.literal('scalar'), result: point }) })
const vectorSchema = z.object({ status: z.literal('success'), data: z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: point })) }) })
const matrixSchema = z.object({ status: z.literal('success'), data: z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric: labels, values: z.array(point) })) }) })
const targetsSchema = z.object({ data: z.object({ activeTargets: z.array(z.object({ labels, scrapeInterval: z.string().optional(), health: z.string(), lastError: z.string() })) }) })
const runtimeSchema = z.object({ data: z.object({ storageRetention: z.string().max(100) }) })

export interface RawSeries {
  readonly metric: Readonly<Record<string, string>>
  readonly values: readonly (readonly [seconds: number, value: string])[]
}

export interface PrometheusTarget {
  readonly instance: string
  readonly job: string
  readonly isUp: boolean
  readonly lastError: string
  readonly scrapeIntervalMs: number | null
}

/** `15s`, `1m30s`, `500ms` as ms; null when it is something else. */
export function durationMs(text: string): number | null {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 }
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)]
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return null
  return parts.reduce((sum, [, digits, unit = '']) => sum + Number(digits) * (units[unit] ?? 0), 0)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export class PrometheusApi {
  readonly #http: StampedHttp
  readonly #base: string
  readonly #timeoutMs: number

  constructor(http: StampedHttp, base: string, timeoutMs: number) {
    this.#http = http
    this.#base = base.replace(/\/+$/, '')
    this.#timeoutMs = timeoutMs
  }

  /** The server's time, ms since the epoch, in steps of 1 ms, with the stamps of the round trip. */
  async time(): Promise<Result<StampedAnswer & { readonly serverMs: number }, RemoteIssue>> {
    const got = await this.#get('/api/v1/query', { query: 'time()' }, scalarSchema, smallAnswerBytes)
    return got.ok ? ok({ ...got.value.answer, serverMs: got.value.data.data.result[0] * 1_000 }) : got
  }

  /** Targets by their `up` series: works with every server that speaks this API. */
  async up(): Promise<Result<readonly { readonly instance: string; readonly job: string; readonly isUp: boolean }[], RemoteIssue>> {
    const got = await this.#get('/api/v1/query', { query: 'up' }, vectorSchema, smallAnswerBytes)
    if (!got.ok) return got
    return ok(got.value.data.data.result.map(({ metric, value }) => ({ instance: metric['instance'] ?? '', job: metric['job'] ?? '', isUp: value[1] === '1' })))
  }

  /** Null for servers that do not list them. */
  async targets(): Promise<readonly PrometheusTarget[] | null> {
    const got = await this.#get('/api/v1/targets', { state: 'active' }, targetsSchema, smallAnswerBytes)
    if (!got.ok) return null
    return got.value.data.data.activeTargets.map(({ labels: own, scrapeInterval, health, lastError }) => ({
      instance: own['instance'] ?? '', job: own['job'] ?? '', isUp: health === 'up', lastError: lastError.slice(0, 300), scrapeIntervalMs: scrapeInterval === undefined ? null : durationMs(scrapeInterval),
    }))
  }

  /** In the server's own words; null where it does not tell. */
  async retention(): Promise<string | null> {
    const got = await this.#get('/api/v1/status/runtimeinfo', {}, runtimeSchema, smallAnswerBytes)
    return got.ok ? got.value.data.data.storageRetention : null
  }

  /** Raw samples with the times of their scrapes. `query` has a range. */
  async raw(query: string): Promise<Result<readonly RawSeries[], RemoteIssue>> {
    const got = await this.#get('/api/v1/query', { query }, matrixSchema, maxAnswerBytes)
    return got.ok ? ok(got.value.data.data.result) : got
  }

  /** A query at each step from `startS` to `endS`, seconds since the epoch. */
  async range(query: string, startS: number, endS: number, stepS: number): Promise<Result<readonly RawSeries[], RemoteIssue>> {
    const got = await this.#get('/api/v1/query_range', { query, start: String(startS), end: String(endS), step: String(stepS) }, matrixSchema, maxAnswerBytes)
    return got.ok ? ok(got.value.data.data.result) : got
  }

  async #get<T>(path: string, query: Readonly<Record<string, string>>, schema: z.ZodType<T>, maxBytes: number): Promise<Result<{ readonly data: T; readonly answer: StampedAnswer }, RemoteIssue>> {
    const got = await this.#http.get(`${this.#base}${path}?${new URLSearchParams(query).toString()}`, { timeoutMs: this.#timeoutMs, maxBytes })
    if (!got.ok) return got
    const { status, text } = got.value
    if (status === 401 || status === 403) return err({ code: 'auth', detail: `HTTP ${status}` })
    const json = parseJson(text)
    const refused = errorSchema.safeParse(json)
    if (refused.success) return err({ code: 'bad-query', detail: refused.data.error.slice(0, 300) })
    const parsed = schema.safeParse(json)
    return parsed.success ? ok({ data: parsed.data, answer: got.value }) : err({ code: status === 200 && json !== undefined ? 'garbled' : 'not-prometheus', detail: `HTTP ${status}` })
  }
}
