/** Telemetry: one row a series, samples as pairs of BLOBs. The last chunk of a series grows until it is full. */
import type Database from 'better-sqlite3'
import type { MissingReason, SignalDef, SignalName, SignalSeries, SignalSource, SignalUnit } from '../../core/model/telemetry.ts'
import { toBlob, toFloat64Array } from './codec.ts'

/** Small, because the growing chunk is written again with every flush: 128 samples are 2 KiB. */
const chunkSamples = 128


export interface TelemetryRepo {
  /** Creates the series or renews its reason; returns its key. */
  upsertSeries(sessionPk: number, def: SignalDef, reason: MissingReason | null): number
  append(seriesPk: number, tMs: Float64Array, value: Float64Array): void
  all(sessionPk: number): SignalSeries[]
}

interface StoredSeries {
  readonly pk: number
  readonly source: SignalSource
  readonly device: string
  readonly device_label: string
  readonly signal: SignalName
  readonly unit: SignalUnit
  readonly window_ms: number
  readonly reason: MissingReason | null
}

interface Chunk {
  readonly seq: number
  readonly t_ms: Buffer
  readonly value: Buffer
}

function join(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

export function createTelemetryRepo(db: Database.Database): TelemetryRepo {
  const upsert = db.prepare<unknown[], { pk: number }>(`
    INSERT INTO series (session_pk, source, device, device_label, signal, unit, window_ms, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (session_pk, source, device, signal) DO UPDATE SET reason = excluded.reason, device_label = excluded.device_label
    RETURNING pk`)
  const last = db.prepare<[number], Chunk>('SELECT seq, t_ms, value FROM series_chunks WHERE series_pk = ? ORDER BY seq DESC LIMIT 1')
  const put = db.prepare('INSERT OR REPLACE INTO series_chunks (series_pk, seq, t_ms, value) VALUES (?, ?, ?, ?)')
  const series = db.prepare<[number], StoredSeries>(
    'SELECT pk, source, device, device_label, signal, unit, window_ms, reason FROM series WHERE session_pk = ? ORDER BY pk',
  )
  const chunks = db.prepare<[number], Chunk>('SELECT seq, t_ms, value FROM series_chunks WHERE series_pk = ? ORDER BY seq')

  return {
    upsertSeries(sessionPk, def, reason) {
      const row = upsert.get(sessionPk, def.source, def.device, def.deviceLabel, def.signal, def.unit, def.windowMs, reason)
      return row?.pk ?? 0
    },
    append(seriesPk, tMs, value) {
      const tail = last.get(seriesPk)
      const growing = tail !== undefined && tail.t_ms.byteLength < chunkSamples * 8
      const allT = growing ? join([toFloat64Array(tail.t_ms), tMs]) : tMs
      const allValues = growing ? join([toFloat64Array(tail.value), value]) : value
      let seq = tail === undefined ? 0 : growing ? tail.seq : tail.seq + 1
      for (let at = 0; at < allT.length; at += chunkSamples) {
        put.run(seriesPk, seq, toBlob(allT.subarray(at, at + chunkSamples)), toBlob(allValues.subarray(at, at + chunkSamples)))
        seq += 1
      }
    },
    all(sessionPk) {
      return series.all(sessionPk).map((row) => {
        const parts = chunks.all(row.pk)
        return {
          source: row.source,
          device: row.device,
          deviceLabel: row.device_label,
          signal: row.signal,
          unit: row.unit,
          windowMs: row.window_ms,
          reason: row.reason,
          tMs: join(parts.map((part) => toFloat64Array(part.t_ms))),
          value: join(parts.map((part) => toFloat64Array(part.value))),
        }
      })
    },
  }
}
