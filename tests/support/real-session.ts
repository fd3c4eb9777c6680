/** Exports of sessions against real engines, kept as fixtures. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { z } from 'zod'
import { sessionExportSchema } from '../../src/shared/schema/export/v1.ts'

export type SessionExport = z.infer<typeof sessionExportSchema>

/** The export `tests/fixtures/real-sessions/NAME.json.gz`; throws where it breaks the contract. */
export function readRealSession(name: string): SessionExport {
  const packed = readFileSync(new URL(`../fixtures/real-sessions/${name}.json.gz`, import.meta.url))
  return sessionExportSchema.parse(JSON.parse(gunzipSync(packed).toString('utf8')))
}

/** Values of one signal, without the instants at which nothing was known. */
export function signalValues({ telemetry }: SessionExport, signal: string): readonly number[] {
  return telemetry.filter((series) => series.signal === signal).flatMap(({ value }) => value.filter((sample) => sample !== null))
}
