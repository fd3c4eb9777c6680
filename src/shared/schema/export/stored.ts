/** Reads an exported session back, so that it can be analysed and compared like one of this machine. */
import type { z } from 'zod'
import { stageLoad } from '../../../core/model/load.ts'
import { stageThatRan } from '../../../core/model/plan.ts'
import type { RequestRecord } from '../../../core/model/request.ts'
import type { SessionEvent, SessionMeta, StageSpan } from '../../../core/model/session.ts'
import type { StoredSession } from '../../../core/model/stored-session.ts'
import type { SignalSeries } from '../../../core/model/telemetry.ts'
import { parsePlan } from '../plan/v1.ts'
import { issuesOf, notJson, withInput, type SchemaIssue } from '../issues.ts'
import { timeIssues } from './times.ts'
import { sessionExportSchema } from './v1.ts'

export type SessionExport = z.infer<typeof sessionExportSchema>

/** The session of an export's text, or what is wrong with it: a few issues that name the field. */
export function parseSessionExport(text: string): { readonly session: StoredSession } | { readonly issues: readonly SchemaIssue[] } {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return { issues: [notJson(error)] }
  }
  const parsed = sessionExportSchema.safeParse(document, withInput)
  if (!parsed.success) return { issues: issuesOf(parsed.error).slice(0, 5) }
  return storedSession(parsed.data)
}

/** What was analysed is left behind: it is worked out anew from what was recorded. */
export function storedSession(document: SessionExport): { readonly session: StoredSession } | { readonly issues: readonly SchemaIssue[] } {
  const planned = parsePlan({ ...document.plan, target: document.target, version: 1 })
  if (!('plan' in planned)) return planned
  const issues = timeIssues(document)
  if (issues.length > 0) return { issues }
  const { id, name, tags, status, failure, createdAtMs, durationMs, series = null } = document.session
  // Strings of an export that the schema leaves open become ours here: an unknown one is shown as it is.
  const meta = { id, name, tags, status, failure, createdAtMs, durationMs, plan: planned.plan, host: document.host, calibration: document.client.calibration ?? null, place: series, remote: document.remote ?? null } as unknown as SessionMeta
  // The export lists the probe user's requests last; they are no part of the load's figures.
  const probes = document.requests.filter(({ role }) => role === 'probe').map(requestOf)
  return {
    session: {
      meta,
      stages: document.stages.map((stage): StageSpan => {
        const startDetail = document.events.find((event) => event.kind === 'stage-start' && event.stage === stage.index)?.detail ?? null
        const ran = stageThatRan(planned.plan, stage.index, startDetail)
        const load = ran === null ? { concurrency: stage.concurrency, ratePerS: stage.ratePerS ?? null, arrival: stage.arrival ?? null, rampTo: stage.rampTo ?? null } : stageLoad(ran)
        return { index: stage.index, startMs: stage.startMs, endMs: stage.endMs, ...load }
      }),
      requests: document.requests.filter(({ role }) => role !== 'probe').map(requestOf),
      ...(probes.length === 0 ? {} : { probes }),
      telemetry: document.telemetry.map(seriesOf),
      clientSamples: document.client.samples,
      events: document.events as unknown as readonly SessionEvent[],
    },
  }
}

function requestOf({ chunkAtMs, chunkTokens, serverTimings, ...record }: SessionExport['requests'][number]): RequestRecord {
  return {
    ...record,
    chunkAtMs: Float64Array.from(chunkAtMs),
    chunkTokens: chunkTokens === null ? null : Uint32Array.from(chunkTokens),
    serverTimings: serverTimings === null ? null : { ...serverTimings, loadMs: serverTimings.loadMs ?? null },
  }
}

function seriesOf({ tMs, value, reason, ...def }: SessionExport['telemetry'][number]): SignalSeries {
  return { ...def, tMs: Float64Array.from(tMs), value: Float64Array.from(value, (one) => one ?? Number.NaN), reason: reason ?? null } as unknown as SignalSeries
}
