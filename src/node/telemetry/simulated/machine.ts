/** The machine that the bundled simulator makes up while it plays a scenario: asked over loopback, at most once a period for all sources. */
import type { HostInfo } from '../../../core/model/session.ts'
import type { SwitchableSource } from '../../../core/model/telemetry.ts'
import { httpGet } from '../../servers/http-get.ts'
import { rootOf } from '../metrics/endpoints.ts'
import { endpointOf, isThisMachine } from '../server/local-host.ts'
import type { Clock, Subject } from '../source.ts'
import { simulatedTelemetrySchema, type SimulatedTelemetry } from './payload.ts'

const periodMs = 250
/** Timers fire a little early or late; asking is then not put off by a whole period. */
const slackMs = 50
const timeoutMs = 2_000

export type SimulatedSignal = SimulatedTelemetry['signals'][number]

/** A null reading: the simulator did not answer. */
export type SimulatedListener = (signals: readonly SimulatedSignal[] | null, atMs: number) => void

export class SimulatedMachine {
  readonly #listeners = new Map<SwitchableSource, SimulatedListener>()
  #subject: Subject | null = null
  #asked: Promise<boolean> = Promise.resolve(false)
  #url = ''
  #seen: SimulatedTelemetry | null = null
  #isAsking = false
  #dueMs = 0

  /** Whether the target plays a scenario; asked once for all sources of a run. */
  isPlayedBy(subject: Subject): Promise<boolean> {
    if (this.#subject === subject) return this.#asked
    this.#subject = subject
    this.#seen = null
    this.#dueMs = 0
    this.#url = `${rootOf(subject.target.apiBaseUrl)}/dyno/telemetry`
    this.#asked = this.#probe(subject)
    return this.#asked
  }

  /** A run against a real server begins. */
  forget(): void {
    this.#subject = null
    this.#seen = null
  }

  /** The scenario that was last heard of; null for real machines. */
  get scenario(): string | null {
    return this.#seen?.scenario ?? null
  }

  /** `real` with what the scenario makes up in its place; `real` itself where none is played. */
  hostOf(real: HostInfo): HostInfo {
    if (this.#seen === null) return real
    const { os, cpuModel, cpuCores, memoryBytes, gpus } = this.#seen.host
    return { hostname: real.hostname, appVersion: real.appVersion, runtime: real.runtime, os, cpuModel, cpuCores, memoryBytes, gpus: gpus.map((gpu) => ({ ...gpu, driver: null })) }
  }

  listen(source: SwitchableSource, listener: SimulatedListener): void {
    this.#listeners.set(source, listener)
  }

  leave(source: SwitchableSource, listener: SimulatedListener): void {
    if (this.#listeners.get(source) === listener) this.#listeners.delete(source)
  }

  /** Called by each source in turn; one of them sets a reading going, which goes to all. */
  poll(clock: Clock): void {
    const sentMs = clock.nowMs()
    if (this.#isAsking || sentMs < this.#dueMs) return
    this.#dueMs = sentMs + periodMs - slackMs
    void this.#round(clock, sentMs)
  }

  async #round(clock: Clock, sentMs: number): Promise<void> {
    this.#isAsking = true
    const subject = this.#subject
    const read = await this.#read()
    this.#isAsking = false
    if (subject !== this.#subject) return
    const receivedMs = clock.nowMs()
    for (const [source, listener] of this.#listeners) listener(read?.signals.filter((signal) => signal.source === source) ?? null, (sentMs + receivedMs) / 2)
  }

  async #probe({ target, remote }: Subject): Promise<boolean> {
    if (!target.simulated || (remote ?? null) !== null || !(await isThisMachine(endpointOf(target.apiBaseUrl).host))) return false
    return (await this.#read()) !== null
  }

  async #read(): Promise<SimulatedTelemetry | null> {
    const subject = this.#subject
    const got = await httpGet(this.#url, { timeoutMs, apiKey: null })
    if (!got.ok || got.value.status !== 200) return null
    const parsed = simulatedTelemetrySchema.safeParse(got.value.json)
    if (!parsed.success) return null
    if (subject === this.#subject) this.#seen = parsed.data
    return parsed.data
  }
}
