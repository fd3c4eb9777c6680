/** Whether the times of an exported session can be: finite, within a session's reach, and in the order in which things happen. */
import { requestNumber } from '../../../core/model/request.ts'
import { schemaIssue, type SchemaIssue } from '../issues.ts'
import type { SessionExport } from './stored.ts'

/** Session ms; more than any plan allows, and what a baseline may lie before the start. */
export const timeBounds = { minMs: -3_600_000, maxMs: 60 * 24 * 3_600_000 } as const
/** Wall clock of the start, ms: the years 2000 to 2200. */
const wallBounds = { minMs: 946_684_800_000, maxMs: 7_258_118_400_000 } as const
/** An answer may begin while the last of the request is still being written, and rounding takes its part. */
const slackMs = 5
const enough = 5

/** In the order in which they happen; any may be missing. */
const stamps = ['sentAtMs', 'headersAtMs', 'firstEventAtMs', 'firstTokenAtMs', 'lastTokenAtMs', 'endAtMs'] as const

type Request = SessionExport['requests'][number]

class Findings {
  readonly issues: SchemaIssue[] = []

  get isEnough(): boolean {
    return this.issues.length >= enough
  }

  /** A time must be a number within the bounds; null is none. */
  within(at: string, value: number | null, { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number } = timeBounds): boolean {
    if (value === null || (value >= minMs && value <= maxMs)) return true
    this.issues.push(schemaIssue(at, 'timeRange', { value, min: minMs, max: maxMs }))
    return false
  }

  ordered(at: string, value: number, other: string, otherMs: number): boolean {
    if (value >= otherMs - slackMs) return true
    this.issues.push(schemaIssue(at, 'timeOrder', { value, other, otherMs }))
    return false
  }

  sameLength(at: string, length: number, other: string, otherLength: number): void {
    if (length !== otherLength) this.issues.push(schemaIssue(at, 'lengths', { length, other, otherLength }))
  }

  /** Each within the bounds and none before the one that precedes it. */
  ascending(at: string, values: readonly number[]): void {
    for (const [i, value] of values.entries()) {
      const before = values[i - 1] ?? value
      if (!this.within(`${at}.${i}`, value) || !this.ordered(`${at}.${i}`, value, `${at}.${i - 1}`, before)) return
    }
  }
}

function checkRequest(findings: Findings, request: Request): void {
  const at = `requests.#${requestNumber(request.index)}`
  if (!findings.within(`${at}.dueAtMs`, request.dueAtMs)) return
  let before: (typeof stamps)[number] | null = null
  for (const name of stamps) {
    const value = request[name]
    if (value === null) continue
    if (!findings.within(`${at}.${name}`, value)) return
    if (before !== null && !findings.ordered(`${at}.${name}`, value, before, request[before] ?? value)) return
    before = name
  }
  const { firstVisibleAtMs: visibleMs, endAtMs, chunkAtMs, chunkTokens } = request
  if (!findings.within(`${at}.firstVisibleAtMs`, visibleMs)) return
  if (visibleMs !== null && !findings.ordered(`${at}.endAtMs`, endAtMs, 'firstVisibleAtMs', visibleMs)) return
  findings.ascending(`${at}.chunkAtMs`, chunkAtMs)
  const last = chunkAtMs.at(-1)
  if (last !== undefined && !findings.ordered(`${at}.endAtMs`, endAtMs, `chunkAtMs.${chunkAtMs.length - 1}`, last)) return
  if (chunkTokens !== null) findings.sameLength(`${at}.chunkTokens`, chunkTokens.length, 'chunkAtMs', chunkAtMs.length)
}

function checkStages(findings: Findings, { stages }: SessionExport): void {
  for (const { index, startMs, endMs } of stages) {
    if (findings.within(`stages.${index}.startMs`, startMs) && findings.within(`stages.${index}.endMs`, endMs)) findings.ordered(`stages.${index}.endMs`, endMs, 'startMs', startMs)
  }
}

/** The first few things that cannot be; each names the request, or the place, and the field. */
export function timeIssues(document: SessionExport): readonly SchemaIssue[] {
  const findings = new Findings()
  const { createdAtMs, durationMs } = document.session
  findings.within('session.createdAtMs', createdAtMs, wallBounds)
  findings.within('session.durationMs', durationMs, { ...timeBounds, minMs: 0 })
  checkStages(findings, document)
  for (const request of document.requests) {
    if (findings.isEnough) break
    checkRequest(findings, request)
  }
  for (const [i, { signal, tMs, value }] of document.telemetry.entries()) {
    if (findings.isEnough) break
    findings.ascending(`telemetry.${i} (${signal}).tMs`, tMs)
    findings.sameLength(`telemetry.${i} (${signal}).value`, value.length, 'tMs', tMs.length)
  }
  document.events.forEach(({ atMs }, i) => findings.within(`events.${i}.atMs`, atMs))
  document.client.samples.forEach(({ atMs }, i) => findings.within(`client.samples.${i}.atMs`, atMs))
  return findings.issues.slice(0, enough)
}
