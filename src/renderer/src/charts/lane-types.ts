/** What a lane is, before anything is drawn: data in the lane's unit, its words, and what is missing. */
import type { Ink } from './chart-theme.ts'

export const laneIds = [
  'ttft', 'tpot', 'throughput', 'inflight', 'queue', 'kv', 'preemptions', 'serverTokens', 'cpu', 'cores', 'memory', 'gpu', 'vram', 'power', 'temp', 'clock', 'throttle', 'pcie', 'pcieLink',
  'serverCpu', 'serverMemory', 'model', 'serverThreads', 'pressure', 'faults', 'swapping', 'disk', 'network', 'cpuClock', 'cpuTemp', 'load', 'scrape', 'query', 'tool', 'loop', 'clientCpu', 'clientMemory', 'errors',
] as const
export type LaneId = (typeof laneIds)[number]

/** `band` is filled down to the series before it. */
export type Mark = 'line' | 'step' | 'area' | 'band' | 'point' | 'cross' | 'ring'

export interface LaneSeries {
  readonly id: string
  readonly label: string
  readonly ink: Ink
  readonly mark: Mark
  readonly dash: readonly number[]
  /** Session ms, ascending. */
  readonly tMs: Float64Array
  /** In the lane's unit; NaN = no value. Infinity = off the scale: drawn at the top edge. */
  readonly value: Float64Array
  /** A hole longer than this is drawn as a hole; `sensor`: by the period of the samples around it, and at each empty value. */
  readonly gapMs: number | 'sensor'
  /** For points: the request each one stands for. */
  readonly request: Float64Array | null
  /** Shown with its value at the crosshair. */
  readonly hasReadout: boolean
}

export interface LaneFlag {
  readonly atMs: number
  readonly text: string
}

export interface LaneHeat {
  /** From idle to busy; else a strip is on or off. */
  readonly isScale: boolean
  readonly ink: Ink
  readonly rows: readonly { readonly label: string; readonly tMs: Float64Array; readonly value: Float64Array }[]
}

/** Lanes of one of several devices, under a heading of their own. */
export interface LaneGroup {
  readonly id: string
  readonly title: string
  readonly note: string | null
  /** Takes no part in what is measured. */
  readonly isIdle: boolean
}

export interface Lane {
  /** Names the lane on screen. */
  readonly id: string
  /** What it shows; lanes of several devices share it, and so do their place and whether they are shown. */
  readonly kind: LaneId
  readonly group: LaneGroup | null
  readonly title: string
  readonly definition: string
  readonly unit: string
  readonly heightPx: number
  readonly series: readonly LaneSeries[]
  /** A fixed top, for example 100 % or the machine's memory; null = by the data in view. */
  readonly top: number | null
  readonly canLog: boolean
  readonly isCount: boolean
  readonly flags: readonly LaneFlag[]
  /** One strip a CPU core instead of lines. */
  readonly heat: LaneHeat | null
  /** Hidden until the user asks for it. */
  readonly isOptional: boolean
  /** Collapses the lane to one line that says this. */
  readonly note: string | null
}

/** A span or an instant that all lanes show. */
export interface StageBand {
  readonly kind: 'warmup' | 'stage'
  readonly index: number
  readonly fromMs: number
  readonly toMs: number
  /** Short text for the band: the number of users, or the word warm-up. */
  readonly label: string
  /** Full text for tips and screen readers. */
  readonly title: string
}

export interface EventMark {
  readonly atMs: number
  readonly text: string
}
