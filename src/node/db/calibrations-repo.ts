/** Calibrations: kept for good, because sessions point to them. */
import type Database from 'better-sqlite3'
import type { Calibration, CalibrationNeed } from '../../core/model/calibration.ts'

export interface CalibrationsRepo {
  add(calibration: Calibration): void
  /** The newest that speaks for such a session: same machine, runtime and version, at least as many streams. */
  fitting(need: CalibrationNeed): { readonly pk: number; readonly calibration: Calibration } | null
  find(pk: number): Calibration | null
}

interface Row {
  readonly pk: number
  readonly result: string
}

export function createCalibrationsRepo(db: Database.Database): CalibrationsRepo {
  const insert = db.prepare('INSERT INTO calibrations (created_at_ms, hostname, runtime, app_version, streams, result) VALUES (?, ?, ?, ?, ?, ?)')
  const fitting = db.prepare<[string | null, string, string, number], Row>(`
    SELECT pk, result FROM calibrations WHERE hostname IS ? AND runtime = ? AND app_version = ? AND streams >= ?
    ORDER BY created_at_ms DESC, pk DESC LIMIT 1`)
  const byPk = db.prepare<[number], Row>('SELECT pk, result FROM calibrations WHERE pk = ?')
  return {
    add(calibration) {
      const { createdAtMs, hostname, runtime, appVersion, load } = calibration
      insert.run(createdAtMs, hostname, runtime, appVersion, load.streams, JSON.stringify(calibration))
    },
    fitting({ hostname, runtime, appVersion, streams }) {
      const row = fitting.get(hostname, runtime, appVersion, streams)
      return row === undefined ? null : { pk: row.pk, calibration: JSON.parse(row.result) as Calibration }
    },
    find(pk) {
      const row = byPk.get(pk)
      return row === undefined ? null : (JSON.parse(row.result) as Calibration)
    },
  }
}
