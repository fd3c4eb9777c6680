/** Events and the engine's own health samples: few rows, appended in order. */
import type Database from 'better-sqlite3'
import type { ClientSample, StampedBy } from '../../core/model/client-health.ts'
import type { ProcessSnapshot, SessionEvent } from '../../core/model/session.ts'
import type { SignalSource } from '../../core/model/telemetry.ts'
import { fromJson, toJson } from './codec.ts'

export interface EventsRepo {
  insertEvent(sessionPk: number, event: SessionEvent): void
  events(sessionPk: number): SessionEvent[]
  insertClientSample(sessionPk: number, sample: ClientSample): void
  clientSamples(sessionPk: number): ClientSample[]
}

interface Row extends Pick<SessionEvent, 'atMs' | 'kind' | 'stage' | 'detail'> {
  readonly source: SignalSource | null
  readonly device: string | null
  readonly processes: string | null
}

function toEvent({ source, device, processes, ...event }: Row): SessionEvent {
  const snapshot = fromJson<ProcessSnapshot>(processes)
  return { ...event, ...(source === null ? {} : { source }), ...(device === null ? {} : { device }), ...(snapshot === null ? {} : { processes: snapshot }) }
}

interface SampleRow extends Omit<ClientSample, 'lanes' | 'busiestCpuPercent' | 'stampedBy'> {
  readonly stampedBy: StampedBy | null
  readonly lanes: number | null
  readonly busiestCpuPercent: number | null
}

function toSample({ lanes, busiestCpuPercent, stampedBy, ...sample }: SampleRow): ClientSample {
  return { ...sample, ...(lanes === null ? {} : { lanes, busiestCpuPercent }), ...(stampedBy === null ? {} : { stampedBy }) }
}

export function createEventsRepo(db: Database.Database): EventsRepo {
  const insertEvent = db.prepare('INSERT INTO events (session_pk, at_ms, kind, stage, detail, source, device, processes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const events = db.prepare<[number], Row>('SELECT at_ms AS atMs, kind, stage, detail, source, device, processes FROM events WHERE session_pk = ? ORDER BY at_ms, pk')
  const insertSample = db.prepare(`
    INSERT INTO client_samples (session_pk, at_ms, stage, loop_delay_p99_ms, loop_delay_max_ms, cpu_percent, rss_bytes,
      connections_opened, connections_reused, parse_backlog_bytes, lanes, busiest_cpu_percent, stamped_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const samples = db.prepare<[number], SampleRow>(`
    SELECT at_ms AS atMs, stage, loop_delay_p99_ms AS loopDelayP99Ms, loop_delay_max_ms AS loopDelayMaxMs, cpu_percent AS cpuPercent,
      rss_bytes AS rssBytes, connections_opened AS connectionsOpened, connections_reused AS connectionsReused,
      parse_backlog_bytes AS parseBacklogBytes, lanes, busiest_cpu_percent AS busiestCpuPercent, stamped_by AS stampedBy FROM client_samples WHERE session_pk = ? ORDER BY at_ms, pk`)
  return {
    insertEvent(sessionPk, event) {
      insertEvent.run(sessionPk, event.atMs, event.kind, event.stage, event.detail, event.source ?? null, event.device ?? null, event.processes === undefined ? null : toJson(event.processes))
    },
    events: (sessionPk) => events.all(sessionPk).map(toEvent),
    insertClientSample(sessionPk, s) {
      insertSample.run(
        sessionPk, s.atMs, s.stage, s.loopDelayP99Ms, s.loopDelayMaxMs, s.cpuPercent, s.rssBytes, s.connectionsOpened,
        s.connectionsReused, s.parseBacklogBytes, s.lanes ?? null, s.busiestCpuPercent ?? null, s.stampedBy ?? null,
      )
    },
    clientSamples: (sessionPk) => samples.all(sessionPk).map(toSample),
  }
}
