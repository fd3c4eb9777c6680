/** The one door to the database: composes the repositories and owns the transactions. Throws DbError only. */
import type { SessionId } from '../../core/model/ids.ts'
import type { ClientSample } from '../../core/model/client-health.ts'
import { isFailure } from '../../core/model/outcome.ts'
import type { RequestRecord } from '../../core/model/request.ts'
import type { SessionEvent, SessionMeta } from '../../core/model/session.ts'
import type { StoredSession } from '../../core/model/stored-session.ts'
import { signalKey, type SignalSeries } from '../../core/model/telemetry.ts'
import { createCalibrationsRepo, type CalibrationsRepo } from './calibrations-repo.ts'
import { toDbError } from './db-error.ts'
import { createEventsRepo } from './events-repo.ts'
import { openDatabase, type OpenOptions } from './open.ts'
import type { Owner } from '../process-identity.ts'
import { createRequestsRepo, type OnRead } from './requests-repo.ts'
import { createSessionsRepo, type CreatedMeta, type SessionEnd, type SessionsRepo, type SessionSummary } from './sessions-repo.ts'
import { stageSpans } from './stage-spans.ts'
import { createTelemetryRepo } from './telemetry-repo.ts'

/** What one transaction adds to a running session. */
export interface SessionBatch {
  readonly requests: readonly RequestRecord[]
  readonly events: readonly SessionEvent[]
  readonly clientSamples: readonly ClientSample[]
  /** Only the new samples of each series. */
  readonly telemetry: readonly SignalSeries[]
}

export interface Store {
  readonly path: string
  readonly sessions: Pick<SessionsRepo, 'find' | 'list' | 'listItem' | 'ofSeries' | 'running'>
  readonly calibrations: CalibrationsRepo
  create(meta: CreatedMeta, owner: Owner, app?: Owner | null, calibrationPk?: number | null): number
  write(sessionPk: number, batch: SessionBatch, nowMs: number): void
  finish(sessionPk: number, how: SessionEnd): void
  setSummary(sessionPk: number, summary: SessionSummary): void
  setHost(sessionPk: number, host: NonNullable<SessionMeta['host']>): void
  setRemote(sessionPk: number, remote: NonNullable<SessionMeta['remote']>): void
  update(id: SessionId, name: string | null, tags: readonly string[] | null): boolean
  markDeleted(id: SessionId, atMs: number): boolean
  restore(id: SessionId): boolean
  purge(untilMs: number): number
  /** Everything of one session; null when there is none. `onRead` hears of many requests how many are read. */
  load(id: SessionId, onRead?: OnRead): StoredSession | null
  request(id: SessionId, index: number): RequestRecord | null
  /** Session ms of the last thing stored about a session. */
  lastStoredAtMs(sessionPk: number): number
  /** Moves the write-ahead log into the main file, so that readers stay fast. */
  checkpoint(): void
  /** Limits the file to so many pages; for tests of a full disk. */
  limitPages(pages: number): void
  close(): void
}

/** Throws DbError. */
export function openStore(path: string, options: OpenOptions = {}): Store {
  const db = openDatabase(path, options)
  const sessions = createSessionsRepo(db)
  const requests = createRequestsRepo(db)
  const telemetry = createTelemetryRepo(db)
  const events = createEventsRepo(db)
  const calibrations = createCalibrationsRepo(db)
  const lastStored = db.prepare<[number, number, number], { at: number | null }>(`
    SELECT max(at) AS at FROM (
      SELECT max(end_at_ms) AS at FROM requests WHERE session_pk = ? UNION ALL
      SELECT max(at_ms) FROM events WHERE session_pk = ? UNION ALL
      SELECT max(at_ms) FROM client_samples WHERE session_pk = ?)
`)
  /** Series keys by session and signal, so that a flush does not look them up again. */
  const seriesKeys = new Map<string, { readonly pk: number; readonly reason: string | null }>()

  function seriesPk(sessionPk: number, series: SignalSeries): number {
    const key = `${sessionPk}/${signalKey(series)}`
    const known = seriesKeys.get(key)
    if (known !== undefined && known.reason === series.reason) return known.pk
    const pk = telemetry.upsertSeries(sessionPk, series, series.reason)
    seriesKeys.set(key, { pk, reason: series.reason })
    return pk
  }

  const write = db.transaction((sessionPk: number, batch: SessionBatch, nowMs: number) => {
    for (const record of batch.requests) requests.insert(sessionPk, record)
    for (const event of batch.events) events.insertEvent(sessionPk, event)
    for (const sample of batch.clientSamples) events.insertClientSample(sessionPk, sample)
    for (const series of batch.telemetry) {
      const pk = seriesPk(sessionPk, series)
      if (series.tMs.length > 0) telemetry.append(pk, series.tMs, series.value)
    }
    const ofLoad = batch.requests.filter(({ role }) => role === undefined)
    sessions.addCounts(sessionPk, ofLoad.length, ofLoad.filter((r) => isFailure(r.outcome)).length, nowMs)
  })

  function lastStoredAtMs(sessionPk: number): number {
    const stored = lastStored.get(sessionPk, sessionPk, sessionPk)?.at ?? 0
    const sampled = telemetry.all(sessionPk).reduce((latest, series) => Math.max(latest, series.tMs.at(-1) ?? 0), 0)
    return Math.max(stored, sampled)
  }

  function load(id: SessionId, onRead?: OnRead): StoredSession | null {
    const found = sessions.find(id)
    if (found === null) return null
    const happened = events.events(found.pk)
    return {
      meta: found.meta,
      stages: stageSpans(found.meta.plan, happened, found.meta.durationMs),
      requests: requests.all(found.pk, onRead),
      ...(found.meta.plan.probe === undefined ? {} : { probes: requests.probes(found.pk) }),
      telemetry: telemetry.all(found.pk),
      clientSamples: events.clientSamples(found.pk),
      events: happened,
    }
  }

  return {
    path,
    sessions: guardAll({ find: sessions.find, list: sessions.list, listItem: sessions.listItem, ofSeries: sessions.ofSeries, running: sessions.running }),
    calibrations: guardAll({ ...calibrations }),
    ...guardAll({
      create: sessions.create,
      write(sessionPk: number, batch: SessionBatch, nowMs: number) {
        try {
          write.immediate(sessionPk, batch, nowMs)
        } catch (error) {
          // The rolled-back transaction may have taken new series with it.
          seriesKeys.clear()
          throw error
        }
      },
      finish: sessions.finish,
      setSummary: sessions.setSummary,
      setHost: sessions.setHost,
      setRemote: sessions.setRemote,
      update: sessions.update,
      markDeleted: sessions.markDeleted,
      restore: sessions.restore,
      purge(untilMs: number) {
        const removed = sessions.purge(untilMs)
        if (removed > 0) db.pragma('incremental_vacuum')
        return removed
      },
      load: (id: SessionId, onRead?: OnRead) => db.transaction(load)(id, onRead),
      request(id: SessionId, index: number) {
        const found = sessions.find(id)
        return found === null ? null : requests.one(found.pk, index)
      },
      lastStoredAtMs,
      checkpoint() {
        db.pragma('wal_checkpoint(TRUNCATE)')
      },
      limitPages(pages: number) {
        db.pragma(`max_page_count = ${Math.floor(pages)}`)
      },
      close() {
        db.close()
      },
    }),
  }
}

type AnyFunction = (...args: never[]) => unknown

/** Wraps every function so that what it throws is a DbError. */
function guardAll<T extends Record<string, AnyFunction>>(functions: T): T {
  return Object.fromEntries(
    Object.entries(functions).map(([name, call]) => [
      name,
      (...args: never[]) => {
        try {
          return call(...args)
        } catch (error) {
          throw toDbError(error)
        }
      },
    ]),
  ) as unknown as T
}

