/** How much CPU the tool took while it measured: on the server's own machine that is what the server did not have. */
import type { ClientCost, ClientProcess } from '../model/client-health.ts'
import type { SessionMeta } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { SignalSeries } from '../model/telemetry.ts'

interface Span {
  readonly startMs: number
  readonly endMs: number
}

const processes: readonly ClientProcess[] = ['engine', 'recorder', 'app']

/** Mean over the part of each sample's window that lies in a stage; null where none does. */
function meanInside({ tMs, value, windowMs }: SignalSeries, spans: readonly Span[]): { readonly mean: number; readonly samples: number } | null {
  let [sum, weight, samples] = [0, 0, 0]
  tMs.forEach((atMs, i) => {
    const measured = value[i] ?? Number.NaN
    if (Number.isNaN(measured)) return
    const insideMs = spans.reduce((total, { startMs, endMs }) => total + Math.max(0, Math.min(atMs, endMs) - Math.max(atMs - windowMs, startMs)), 0)
    if (insideMs === 0) return
    sum += measured * insideMs
    weight += insideMs
    samples += 1
  })
  return weight === 0 ? null : { mean: sum / weight, samples }
}

/** By name only: a server at this machine's address in the network is not recognised. */
function isLoopback(url: string): boolean {
  return /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=[:/]|$)/i.test(url)
}

/** A server behind a forwarded port of this machine: its machine is read from afar and has another name. */
function isTunnel({ remote, host }: Pick<SessionMeta, 'remote' | 'host'>): boolean {
  return remote != null && remote.machine !== (host?.hostname ?? null)
}

/** As far as address and names tell. */
export function isSameMachine(meta: Pick<SessionMeta, 'plan' | 'remote' | 'host'>): boolean {
  return isLoopback(meta.plan.target.apiBaseUrl) && !isTunnel(meta)
}

/** Of the session's stages, by the telemetry of the tool's own processes. */
export function clientCost({ meta, telemetry }: Pick<StoredSession, 'meta' | 'telemetry'>, stages: readonly Span[]): ClientCost {
  const known = processes.flatMap((process) => {
    const series = telemetry.find(({ source, signal, device }) => source === 'client' && signal === 'proc.cpu' && device === process)
    const found = series === undefined ? null : meanInside(series, stages)
    return found === null ? [] : [{ process, cpuPercent: found.mean, samples: found.samples }]
  })
  // Without a recorder of its own the whole tool is one process, and the engine a thread of it.
  const isOneProcess = !telemetry.some(({ source, device }) => source === 'client' && device === 'recorder')
  const parts = known.filter(({ process }) => !isOneProcess || process === 'app')
  const isComplete = parts.length === (isOneProcess ? 1 : processes.length)
  const cpuPercent = isComplete ? parts.reduce((sum, part) => sum + part.cpuPercent, 0) : null
  const cores = meta.host?.cpuCores ?? null
  return {
    parts: parts.map(({ process, cpuPercent: percent }) => ({ process, cpuPercent: percent })),
    cpuPercent,
    machineShare: cpuPercent === null || cores === null || cores === 0 ? null : cpuPercent / 100 / cores,
    samples: parts.reduce((fewest, { samples }) => Math.min(fewest, samples), parts[0]?.samples ?? 0),
    isSameMachine: isSameMachine(meta),
  }
}
