/** Times at which the model was being loaded: told by the server, or seen in a slow first answer while memory stepped up. */
import { medianOrNull } from '../stats/index.ts'
import type { RequestRecord } from '../model/request.ts'
import { isSuccess } from '../model/outcome.ts'
import type { SignalName, SignalSeries } from '../model/telemetry.ts'
import type { EvidenceInput } from './evidence-input.ts'
import type { DiagnosisLimits } from './limits.ts'

export interface LoadEpisode {
  readonly fromMs: number
  readonly toMs: number
  /** Those that waited, in order of sending. */
  readonly requests: readonly RequestRecord[]
  readonly worstTtftMs: number
  /** The longest load the server told of. */
  readonly toldMs: number | null
  /** Memory of the GPU or of the server stepped up meanwhile. */
  readonly hasStep: boolean
  /** Highest reading of the disk meanwhile, B/s. */
  readonly diskReadPerS: number | null
  readonly diskSamples: number
}

export interface Loads {
  /** In order of time. */
  readonly episodes: readonly LoadEpisode[]
  readonly usualTtftMs: number | null
}

/** Slow requests that were sent closer together waited for the same load. */
const sameLoadMs = 4_000
/** A step of memory that looks like a model: this share of what was seen at most. */
const stepShare = 0.2
const burstBytesPerS = 50e6

function ttftMs({ sentAtMs, firstTokenAtMs }: RequestRecord): number | null {
  return sentAtMs === null || firstTokenAtMs === null ? null : firstTokenAtMs - sentAtMs
}

function rangeValues({ tMs, value }: SignalSeries, fromMs: number, toMs: number): readonly number[] {
  const found: number[] = []
  for (let i = 0; i < tMs.length; i += 1) if (tMs[i]! >= fromMs && tMs[i]! <= toMs && !Number.isNaN(value[i]!)) found.push(value[i]!)
  return found
}

function hasMemoryStep(telemetry: readonly SignalSeries[], fromMs: number, toMs: number): boolean {
  const signals: readonly SignalName[] = ['gpu.mem.used', 'srv.rss']
  return telemetry.some((series) => {
    if (!signals.includes(series.signal)) return false
    const during = rangeValues(series, fromMs - 1_000, toMs + 1_000)
    if (during.length < 2) return false
    const highest = series.value.reduce((most, value) => (value > most ? value : most), 0)
    return highest > 0 && during.at(-1)! - Math.min(...during) > stepShare * highest
  })
}

function diskBurst(telemetry: readonly SignalSeries[], fromMs: number, toMs: number): Pick<LoadEpisode, 'diskReadPerS' | 'diskSamples'> {
  const series = telemetry.find(({ signal }) => signal === 'disk.read')
  const values = series === undefined ? [] : rangeValues(series, fromMs, toMs)
  const most = values.length === 0 ? 0 : Math.max(...values)
  return { diskReadPerS: most > burstBytesPerS ? most : null, diskSamples: values.length }
}

/** A model that is being loaded serves nobody: tokens of others in the middle of the wait are a queue's. */
function isAnyoneServed(requests: readonly RequestRecord[], fromMs: number, toMs: number): boolean {
  const edgeMs = 0.2 * (toMs - fromMs)
  return requests.some(({ chunkAtMs, endAtMs }) => endAtMs > fromMs && chunkAtMs.some((atMs) => atMs > fromMs + edgeMs && atMs < toMs - edgeMs))
}

/** Requests whose first token came so late that a load is a fair guess; the server's word goes first. */
function coldRequests(requests: readonly RequestRecord[], usualTtftMs: number, limits: DiagnosisLimits): readonly RequestRecord[] {
  const isTold = requests.some(({ serverTimings }) => (serverTimings?.loadMs ?? 0) > limits.loadMs)
  return requests.filter((request) => {
    const loadMs = request.serverTimings?.loadMs ?? null
    if (isTold) return (loadMs ?? 0) > limits.loadMs
    const ttft = ttftMs(request)
    return ttft !== null && ttft > limits.coldRatio * usualTtftMs && ttft > usualTtftMs + limits.coldExtraMs
  })
}

/** Episodes in order of time. Without the server's word, one counts only when memory stepped up or the very first request waited. */
export function loadsOf({ stored }: EvidenceInput, limits: DiagnosisLimits): Loads {
  const sent = stored.requests.filter(({ sentAtMs, outcome }) => sentAtMs !== null && isSuccess(outcome)).toSorted((a, b) => a.sentAtMs! - b.sentAtMs!)
  const usualTtftMs = medianOrNull(sent.flatMap((request) => ttftMs(request) ?? []))
  if (usualTtftMs === null) return { episodes: [], usualTtftMs }
  const groups: RequestRecord[][] = []
  for (const request of coldRequests(sent, usualTtftMs, limits)) {
    const last = groups.at(-1)
    const lastEndMs = last === undefined ? Number.NEGATIVE_INFINITY : Math.max(...last.map(({ firstTokenAtMs }) => firstTokenAtMs ?? 0))
    if (last !== undefined && request.sentAtMs! < lastEndMs + sameLoadMs) last.push(request)
    else groups.push([request])
  }
  const firstIndex = sent[0]?.index
  const episodes = groups.map((requests) => episodeOf(requests, stored.telemetry)).filter((episode) => {
    if (episode.toldMs !== null) return true
    const firstTokenMs = Math.min(...episode.requests.map(({ firstTokenAtMs }) => firstTokenAtMs ?? episode.toMs))
    const looksLikeLoad = episode.hasStep || episode.requests.some(({ index }) => index === firstIndex)
    return looksLikeLoad && !isAnyoneServed(sent, episode.fromMs, firstTokenMs)
  })
  return { episodes, usualTtftMs }
}

function episodeOf(requests: readonly RequestRecord[], telemetry: readonly SignalSeries[]): LoadEpisode {
  const fromMs = requests[0]!.sentAtMs!
  const toMs = Math.max(...requests.map(({ firstTokenAtMs }) => firstTokenAtMs ?? fromMs))
  const told = requests.flatMap(({ serverTimings }) => serverTimings?.loadMs ?? [])
  return {
    fromMs, toMs, requests,
    worstTtftMs: Math.max(...requests.map((request) => ttftMs(request) ?? 0)),
    toldMs: told.length === 0 ? null : Math.max(...told),
    hasStep: hasMemoryStep(telemetry, fromMs, toMs),
    ...diskBurst(telemetry, fromMs, toMs),
  }
}
