/** Watches the thread that stamps: event-loop delay, CPU, memory. */
import { isMainThread } from 'node:worker_threads'
import { monitorEventLoopDelay, performance, type EventLoopUtilization } from 'node:perf_hooks'

export interface SelfSample {
  readonly loopDelayP99Ms: number | null
  readonly loopDelayMaxMs: number | null
  readonly cpuPercent: number | null
  /** Null where the system can't tell, as when no file can be opened any more. */
  readonly rssBytes: number | null
}

/**
 * The histogram measures the time between its own ticks of this length, ms, so the tick itself is no delay. Each tick is late by what
 * a token would be that arrived then; more ticks would wake the thread more often than the tokens of a small load do.
 */
const tickMs = 10

interface CpuUse {
  readonly user: number
  readonly system: number
}

/** `process.threadCpuUsage` exists from Node 23.9 on; Electron's engine has a process of its own. */
const { threadCpuUsage } = process as unknown as { readonly threadCpuUsage?: () => CpuUse }

export class SelfMonitor {
  private readonly delay: ReturnType<typeof monitorEventLoopDelay>
  private utilization: EventLoopUtilization
  private cpuMicros: number | null
  private atMs: number
  private readonly ofProcess: boolean

  /** `coversProcess`: its CPU is that of the whole process, as Node before 23.9 tells it to the main thread only. */
  get coversProcess(): boolean {
    return this.ofProcess
  }

  /** `scope`: whose CPU is told by the main thread of a process. A worker always speaks for itself. */
  constructor(scope: 'process' | 'thread' = 'process') {
    this.ofProcess = scope === 'process' && isMainThread
    this.delay = monitorEventLoopDelay({ resolution: tickMs })
    this.delay.enable()
    this.utilization = performance.eventLoopUtilization()
    this.cpuMicros = cpuMicros(this.ofProcess)
    this.atMs = performance.now()
  }

  /** Figures since the sample before. */
  sample(): SelfSample {
    const hasDelays = this.delay.count > 0
    const sample: SelfSample = {
      loopDelayP99Ms: hasDelays ? delayMs(this.delay.percentile(99)) : null,
      loopDelayMaxMs: hasDelays ? delayMs(this.delay.max) : null,
      cpuPercent: this.cpuPercent(),
      rssBytes: rssBytes(),
    }
    // A reset forgets the last tick too: what begins within a tick after a sample goes unseen.
    this.delay.reset()
    return sample
  }

  stop(): void {
    this.delay.disable()
  }

  /** CPU of this thread (of the whole process where it has only this one), % of a core; else the loop's busy share. */
  private cpuPercent(): number | null {
    const nowMs = performance.now()
    const elapsedMs = nowMs - this.atMs
    this.atMs = nowMs
    const before = this.cpuMicros
    this.cpuMicros = cpuMicros(this.ofProcess)
    const utilization = performance.eventLoopUtilization()
    const busy = performance.eventLoopUtilization(utilization, this.utilization).utilization
    this.utilization = utilization
    if (elapsedMs <= 0) return null
    return before === null || this.cpuMicros === null ? busy * 100 : (this.cpuMicros - before) / (elapsedMs * 10)
  }
}

function cpuMicros(ofProcess: boolean): number | null {
  const use = ofProcess ? process.cpuUsage() : threadCpuUsage?.()
  return use === undefined ? null : use.user + use.system
}

function rssBytes(): number | null {
  try {
    return process.memoryUsage.rss()
  } catch {
    return null
  }
}

function delayMs(intervalNs: number): number {
  return Math.max(0, intervalNs / 1e6 - tickMs)
}
