/** Where the model lay, and what it cost to load it. */
import type { ColdStart, Residency } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { SignalName } from '../model/telemetry.ts'

function lastTold({ telemetry }: StoredSession, signal: SignalName): { readonly value: number; readonly atMs: number } | null {
  const series = telemetry.find((one) => one.source === 'metrics' && one.signal === signal)
  const i = series?.value.findLastIndex((value) => !Number.isNaN(value)) ?? -1
  return series === undefined || i < 0 ? null : { value: series.value[i]!, atMs: series.tMs[i]! }
}

/** What the server last told of the model under test; null where it tells nothing. */
export function residency(stored: StoredSession): Residency | null {
  const [size, vram] = [lastTold(stored, 'srv.model.bytes'), lastTold(stored, 'srv.model.vram')]
  if (size === null) return null
  return { modelBytes: size.value, vramBytes: vram?.value ?? null, vramShare: vram === null || size.value <= 0 ? null : Math.min(1, vram.value / size.value), atMs: size.atMs }
}

/** The first request after the model was unloaded; null where the plan asks for none, or it never got a token. */
export function coldStart({ meta, requests }: StoredSession): ColdStart | null {
  if (meta.plan.coldStart !== true) return null
  const first = requests.reduce<(typeof requests)[number] | null>((earliest, one) => (one.sentAtMs !== null && (earliest?.sentAtMs ?? Number.POSITIVE_INFINITY) > one.sentAtMs ? one : earliest), null)
  if (first === null || first.sentAtMs === null || first.firstTokenAtMs === null || !isSuccess(first.outcome)) return null
  return { request: first.index, ttftMs: first.firstTokenAtMs - first.sentAtMs, loadMs: first.serverTimings?.loadMs ?? null }
}
