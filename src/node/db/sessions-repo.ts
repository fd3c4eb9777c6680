/** Sessions: metadata, the owner of a running one, soft delete, and the headline figures of the history list. */
import type Database from 'better-sqlite3'
import type { Calibration } from '../../core/model/calibration.ts'
import type { SessionId } from '../../core/model/ids.ts'
import { isOpenLoad } from '../../core/model/load.ts'
import type { Plan } from '../../core/model/plan.ts'
import type { SeriesPlace } from '../../core/model/repeats.ts'
import type { RemoteLink } from '../../core/model/remote.ts'
import type { HostInfo, SessionFailure, SessionMeta, SessionStatus } from '../../core/model/session.ts'
import type { SessionListItem } from '../../core/model/view.ts'
import { fromJson, toJson } from './codec.ts'
import type { Owner } from '../process-identity.ts'

export interface SessionSummary {
  readonly ttftP95Ms: number | null
  readonly tpotP50Ms: number | null
  readonly bestOutputTokensPerS: number | null
  readonly clientValid: boolean | null
}

export interface SessionEnd {
  readonly status: Exclude<SessionStatus, 'running'>
  readonly failure: SessionFailure | null
  readonly durationMs: number
}

export interface RunningSession {
  readonly pk: number
  readonly id: SessionId
  /** The process that records. */
  readonly owner: Owner
  /** The app that started the recorder; null when it is the recorder itself. */
  readonly app: Owner | null
  readonly seenAtMs: number
}

interface Row {
  readonly pk: number
  readonly id: string
  readonly name: string
  readonly tags: string
  readonly status: SessionStatus
  readonly failure: string | null
  readonly created_at_ms: number
  readonly duration_ms: number | null
  readonly plan: string
  readonly host: string | null
  readonly remote: string | null
  readonly owner_pid: number | null
  readonly owner_start: string | null
  readonly owner_seen_at_ms: number | null
  readonly app_pid: number | null
  readonly app_start: string | null
  readonly requests: number
  readonly failures: number
  readonly ttft_p95_ms: number | null
  readonly tpot_p50_ms: number | null
  readonly best_output_tokens_per_s: number | null
  readonly client_valid: number | null
  readonly place: string | null
}

function plan(row: Row): Plan {
  return JSON.parse(row.plan) as Plan
}

function tags(row: Row): readonly string[] {
  return JSON.parse(row.tags) as readonly string[]
}

function toMeta(row: Row & { readonly calibration: string | null }): SessionMeta {
  return {
    id: row.id as SessionId,
    name: row.name,
    tags: tags(row),
    status: row.status,
    failure: fromJson<SessionFailure>(row.failure),
    createdAtMs: row.created_at_ms,
    durationMs: row.duration_ms,
    plan: plan(row),
    host: fromJson<HostInfo>(row.host),
    ...(row.remote === null ? {} : { remote: fromJson<RemoteLink>(row.remote) }),
    calibration: fromJson<Calibration>(row.calibration),
    place: fromJson<SeriesPlace>(row.place),
  }
}

function toListItem(row: Row): SessionListItem {
  const { target, stages } = plan(row)
  return {
    id: row.id as SessionId,
    name: row.name,
    tags: tags(row),
    status: row.status,
    createdAtMs: row.created_at_ms,
    durationMs: row.duration_ms,
    targetName: target.name,
    engine: target.engine,
    model: target.model,
    simulated: target.simulated,
    place: fromJson<SeriesPlace>(row.place),
    concurrency: stages.flatMap((stage) => (isOpenLoad(stage) ? [] : [stage.concurrency])),
    ratesPerS: stages.flatMap((stage) => (isOpenLoad(stage) ? [stage.ratePerS] : [])),
    requests: row.requests,
    failures: row.failures,
    ttftP95Ms: row.ttft_p95_ms,
    tpotP50Ms: row.tpot_p50_ms,
    bestOutputTokensPerS: row.best_output_tokens_per_s,
    clientValid: row.client_valid === null ? null : row.client_valid === 1,
  }
}

/** What is known of a session when it begins. */
export type CreatedMeta = Pick<SessionMeta, 'id' | 'name' | 'createdAtMs' | 'plan' | 'host'> & Partial<Pick<SessionMeta, 'place'>>

export type SessionsRepo = ReturnType<typeof createSessionsRepo>

/** Every `AtMs` is wall clock here. Reads skip deleted sessions. */
export function createSessionsRepo(db: Database.Database) {
  const insert = db.prepare(`
    INSERT INTO sessions (id, name, status, created_at_ms, plan, host, owner_pid, owner_start, owner_seen_at_ms, app_pid, app_start, calibration_pk, series_id, place)
    VALUES (@id, @name, 'running', @createdAtMs, @plan, @host, @pid, @start, @createdAtMs, @appPid, @appStart, @calibrationPk, @seriesId, @place)`)
  const byId = db.prepare<[string], Row & { readonly calibration: string | null }>(`
    SELECT sessions.*, calibrations.result AS calibration FROM sessions LEFT JOIN calibrations ON calibrations.pk = calibration_pk
    WHERE id = ? AND deleted_at_ms IS NULL`)
  const list = db.prepare<[], Row>('SELECT * FROM sessions WHERE deleted_at_ms IS NULL ORDER BY created_at_ms DESC, pk DESC')
  const ofSeries = db.prepare<[string], Row>('SELECT * FROM sessions WHERE series_id = ? AND deleted_at_ms IS NULL ORDER BY created_at_ms, pk')
  const running = db.prepare<[], Row>(`SELECT * FROM sessions WHERE status = 'running'`)
  const count = db.prepare('UPDATE sessions SET requests = requests + ?, failures = failures + ?, owner_seen_at_ms = ? WHERE pk = ?')
  const end = db.prepare(`UPDATE sessions SET status = ?, failure = ?, duration_ms = ?, owner_pid = NULL, owner_start = NULL, app_pid = NULL, app_start = NULL WHERE pk = ?`)
  const summary = db.prepare(`
    UPDATE sessions SET ttft_p95_ms = ?, tpot_p50_ms = ?, best_output_tokens_per_s = ?, client_valid = ? WHERE pk = ?`)
  const host = db.prepare('UPDATE sessions SET host = ? WHERE pk = ?')
  const remote = db.prepare('UPDATE sessions SET remote = ? WHERE pk = ?')
  const rename = db.prepare('UPDATE sessions SET name = coalesce(?, name), tags = coalesce(?, tags) WHERE id = ? AND deleted_at_ms IS NULL')
  const remove = db.prepare(`UPDATE sessions SET deleted_at_ms = ? WHERE id = ? AND deleted_at_ms IS NULL AND status <> 'running'`)
  const restore = db.prepare('UPDATE sessions SET deleted_at_ms = NULL WHERE id = ? AND deleted_at_ms IS NOT NULL')
  const purge = db.prepare('DELETE FROM sessions WHERE deleted_at_ms <= ?')

  return {
    /** Creates a running session; returns its key. */
    create(meta: CreatedMeta, owner: Owner, app: Owner | null = null, calibrationPk: number | null = null): number {
      const { id, name, createdAtMs, place = null } = meta
      const json = { plan: toJson(meta.plan), host: toJson(meta.host), seriesId: place?.seriesId ?? null, place: toJson(place) }
      return Number(insert.run({ id, name, createdAtMs, ...json, ...owner, appPid: app?.pid ?? null, appStart: app?.start ?? null, calibrationPk }).lastInsertRowid)
    },
    find(id: SessionId): { readonly pk: number; readonly meta: SessionMeta } | null {
      const row = byId.get(id)
      return row === undefined ? null : { pk: row.pk, meta: toMeta(row) }
    },
    listItem(id: SessionId): SessionListItem | null {
      const row = byId.get(id)
      return row === undefined ? null : toListItem(row)
    },
    /** Sessions of a series, in the order they ran. */
    ofSeries: (seriesId: string): SessionListItem[] => ofSeries.all(seriesId).map(toListItem),
    list: (): SessionListItem[] => list.all().map(toListItem),
    running: (): RunningSession[] =>
      running.all().map((row) => ({
        pk: row.pk,
        id: row.id as SessionId,
        owner: { pid: row.owner_pid ?? 0, start: row.owner_start },
        app: row.app_pid === null ? null : { pid: row.app_pid, start: row.app_start },
        seenAtMs: row.owner_seen_at_ms ?? 0,
      })),
    addCounts(pk: number, requests: number, failures: number, seenAtMs: number): void {
      count.run(requests, failures, seenAtMs, pk)
    },
    finish(pk: number, how: SessionEnd): void {
      end.run(how.status, toJson(how.failure), how.durationMs, pk)
    },
    setSummary(pk: number, s: SessionSummary): void {
      summary.run(s.ttftP95Ms, s.tpotP50Ms, s.bestOutputTokensPerS, s.clientValid === null ? null : Number(s.clientValid), pk)
    },
    setHost(pk: number, value: HostInfo): void {
      host.run(toJson(value), pk)
    },
    setRemote(pk: number, value: RemoteLink): void {
      remote.run(toJson(value), pk)
    },
    /** False when there is no such session. */
    update(id: SessionId, name: string | null, newTags: readonly string[] | null): boolean {
      return rename.run(name, toJson(newTags), id).changes > 0
    },
    /** False when there is no such session or it is running. */
    markDeleted: (id: SessionId, atMs: number): boolean => remove.run(atMs, id).changes > 0,
    restore: (id: SessionId): boolean => restore.run(id).changes > 0,
    /** Removes for good what was deleted at or before `untilMs`; returns how many. */
    purge: (untilMs: number): number => purge.run(untilMs).changes,
  }
}
