/** How the machine stood at one instant: the last value of every sensor before it. */
import { bisectRight } from 'd3-array'
import type { MachineState, StateValue } from '../model/error-chain.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SignalName, SignalSeries } from '../model/telemetry.ts'

/** An older value says nothing about the instant, ms; or three windows, for slow sensors. */
const maxAgeMs = 3_000

/** Sixty-four cores side by side explain nothing that the busiest one does not. */
const leftOut: ReadonlySet<SignalName> = new Set(['cpu.core'])

function valueBefore(series: SignalSeries, atMs: number): StateValue {
  const { source, device, signal, unit, reason, tMs, value, windowMs } = series
  const i = bisectRight(tMs, atMs) - 1
  const ageMs = i < 0 ? Infinity : atMs - tMs[i]!
  const last = value[i] ?? Number.NaN
  const isKnown = ageMs <= Math.max(maxAgeMs, 3 * windowMs) && !Number.isNaN(last)
  return { source, device, signal, unit, value: isKnown ? last : null, ageMs: isKnown ? ageMs : null, reason }
}

/** Open just before `atMs`: a request that fails at that instant still counts. */
export function openAt(requests: readonly RequestRecord[], atMs: number): number {
  let open = 0
  for (const { sentAtMs, endAtMs } of requests) if (sentAtMs !== null && sentAtMs < atMs && endAtMs >= atMs) open += 1
  return open
}

export function machineState(telemetry: readonly SignalSeries[], requests: readonly RequestRecord[], atMs: number): MachineState {
  const values = telemetry.filter(({ signal, source }) => source !== 'requests' && !leftOut.has(signal)).map((series) => valueBefore(series, atMs))
  return { atMs, openRequests: openAt(requests, atMs), values }
}

/** The highest value of a signal over its devices; null where none has one. */
export function stateMax({ values }: MachineState, signal: SignalName): number | null {
  let best: number | null = null
  for (const { signal: name, value } of values) if (name === signal && value !== null && (best === null || value > best)) best = value
  return best
}

/** The greatest share of a signal in another of the same device (used of total); null where no device has both. */
export function stateShare({ values }: MachineState, used: SignalName, total: SignalName): number | null {
  let best: number | null = null
  for (const { signal, device, value } of values) {
    if (signal !== used || value === null) continue
    const whole = values.find((other) => other.signal === total && other.device === device)?.value ?? null
    if (whole !== null && whole > 0) best = Math.max(best ?? 0, value / whole)
  }
  return best
}
