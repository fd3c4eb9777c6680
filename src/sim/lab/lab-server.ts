/** The simulated server with a scenario around it: the batch model, what slows it down, and what its sensors show. */
import type { StepModel } from '../machine.ts'
import { BatchModel, type Refusal } from '../model/batch.ts'
import type { ModelStats, SequenceSpec, TokenEvent } from '../model/params.ts'
import type { Random } from '../random.ts'
import type { Gauges } from './gauges.ts'
import type { Noise } from './noise.ts'
import { BusySpans } from './physics/busy.ts'
import { GpuPhysics } from './physics/gpu.ts'
import { HostPhysics } from './physics/host.ts'
import type { Arrival, Behaviour, Fate, WorldView } from './scenario.ts'
import { serve } from './scenario.ts'

/** Utilisation of a GPU is a mean over about a second. */
const utilWindowMs = 1_000
/** Time a loaded model takes to appear in memory is spread over its load. */
const cpuWindowMs = 250

export class LabServer implements StepModel {
  readonly behaviour: Behaviour
  private readonly model: BatchModel
  private readonly random: Random
  private readonly spans = new BusySpans()
  private readonly gpu: GpuPhysics | null
  private readonly host: HostPhysics
  private nowMs = 0
  private sampledAtMs = 0
  private arrivals = 0
  private answered = 0
  private firstArrivalMs: number | null = null
  private idleSinceMs = 0
  private loadStartMs = Number.NEGATIVE_INFINITY
  private loadedAtMs: number
  private lastPreemptions = 0
  private isDown = false

  constructor(behaviour: Behaviour, noise: Noise, random: Random) {
    this.behaviour = behaviour
    this.random = random
    this.model = new BatchModel({ ...behaviour.model, jitterSigma: noise.stepSigma })
    this.gpu = behaviour.machine.gpu === null ? null : new GpuPhysics(behaviour.machine.gpu)
    this.host = new HostPhysics(behaviour.machine, noise, random)
    this.loadedAtMs = behaviour.loadMs === undefined ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }

  view(nowMs = this.nowMs): WorldView {
    const stats = this.model.stats()
    const isIdle = stats.running + stats.waiting === 0
    return {
      nowMs, stats, arrivals: this.arrivals, answered: this.answered, firstArrivalMs: this.firstArrivalMs,
      idleMs: isIdle ? nowMs - this.idleSinceMs : 0, clockFactor: this.gpu?.clockFactor ?? 1, random: this.random,
    }
  }

  /** A request reached the server: what becomes of it. */
  arrive(request: Omit<Arrival, 'number'>, nowMs: number): Fate {
    this.advanceTo(nowMs)
    const fate = this.behaviour.fate?.({ ...request, number: this.arrivals }, this.view(nowMs)) ?? serve
    this.arrivals += 1
    this.firstArrivalMs ??= nowMs
    if (!this.isLoadedAt(nowMs) && this.loadedAtMs === Number.POSITIVE_INFINITY) this.load(nowMs)
    return fate
  }

  /** How long the model took to load for a request that arrives now; null when it was there. */
  loadingMs(nowMs: number): number | null {
    return this.loadedAtMs > nowMs && Number.isFinite(this.loadedAtMs) ? this.loadedAtMs - nowMs : null
  }

  enqueue(spec: SequenceSpec, nowMs: number): Refusal | null {
    this.advanceTo(nowMs)
    return this.model.enqueue(spec, nowMs)
  }

  cancel(id: string): void {
    this.model.cancel(id)
    this.noteIdle()
  }

  beginStep(nowMs: number): number | null {
    this.advanceTo(nowMs)
    const plannedMs = this.model.beginStep()
    const work = this.model.work
    if (plannedMs === null || work === null) {
      this.noteIdle()
      return null
    }
    const { machine, step } = this.behaviour
    const plain = { gpuMs: plannedMs / (this.gpu?.clockFactor ?? 1) ** (work.prefillTokens > 0 ? 1 : 0.6), hostMs: machine.hostMsPerStep }
    const time = step?.(plain, this.view(nowMs)) ?? plain
    const waitMs = this.loadingMs(nowMs) ?? 0
    const prefillMs = (work.prefillTokens / this.behaviour.model.prefillTokensPerS) * 1000
    const startMs = nowMs + waitMs + time.hostMs
    this.spans.add(startMs, startMs + time.gpuMs, Math.min(1, prefillMs / plannedMs))
    return waitMs + time.hostMs + time.gpuMs
  }

  completeStep(): readonly TokenEvent[] {
    const events = this.model.completeStep()
    this.answered += events.filter(({ last }) => last).length
    return events
  }

  stats(): ModelStats {
    return this.model.stats()
  }

  /** The process is gone: everything it held is lost. `up` false until it is started again. */
  setUp(isUp: boolean): void {
    this.isDown = !isUp
  }

  get isUp(): boolean {
    return !this.isDown
  }

  /** What the sensors show now. */
  gauges(nowMs: number): Gauges {
    this.advanceTo(nowMs)
    const deltaMs = Math.max(1, nowMs - this.sampledAtMs)
    this.sampledAtMs = nowMs
    const stats = this.model.stats()
    const recent = this.spans.shares(nowMs, cpuWindowMs)
    this.gpu?.advance(deltaMs, recent.busy, recent.prefill, stats.running)
    const preemptPerS = (1000 * (stats.preemptions - this.lastPreemptions)) / deltaMs
    this.lastPreemptions = stats.preemptions
    const gauges = this.host.gauges({ nowMs, deltaMs, stats, busyShare: recent.busy, residentShare: this.residentShare(nowMs), loading: this.loadingMs(nowMs) !== null, preemptPerS, isUp: this.isUp, behaviour: this.behaviour })
    const { gpu: spec } = this.behaviour.machine
    if (this.gpu !== null && spec !== null) {
      const long = this.spans.shares(nowMs, utilWindowMs)
      for (let i = 0; i < spec.count; i += 1) gauges.gpus.push(this.gpu.gauges(long.busy, long.prefill, this.vramBytes(nowMs) / spec.count))
    }
    this.behaviour.shape?.(gauges, this.view(nowMs))
    return gauges
  }

  private vramBytes(nowMs: number): number {
    const { modelBytes, cacheBytes } = this.behaviour.machine
    const driverBytes = 450e6
    return driverBytes + (this.isUp ? (modelBytes + cacheBytes) * this.residentShare(nowMs) : 0)
  }

  /** Share of the model that is in memory, 0..1. */
  private residentShare(nowMs: number): number {
    if (this.isLoadedAt(nowMs)) return 1
    if (!Number.isFinite(this.loadedAtMs)) return 0
    return Math.min(1, Math.max(0, (nowMs - this.loadStartMs) / (this.loadedAtMs - this.loadStartMs)))
  }

  private isLoadedAt(nowMs: number): boolean {
    return nowMs >= this.loadedAtMs
  }

  private load(nowMs: number): void {
    this.loadStartMs = nowMs
    this.loadedAtMs = nowMs + (this.behaviour.loadMs ?? 0)
  }

  private noteIdle(): void {
    const { running, waiting } = this.model.stats()
    if (running + waiting === 0) this.idleSinceMs = this.nowMs
  }

  private advanceTo(nowMs: number): void {
    this.nowMs = Math.max(this.nowMs, nowMs)
    const { keepAliveMs } = this.behaviour
    if (keepAliveMs !== undefined && this.view(nowMs).idleMs > keepAliveMs && this.isLoadedAt(nowMs)) this.loadedAtMs = Number.POSITIVE_INFINITY
  }
}
