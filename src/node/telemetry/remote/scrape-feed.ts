/** Turns scrapes of several targets into samples: rates against each target's scrape before, one series for one thing. */
import { mapScrapes, nodeName, oomKills, ScrapeIndex, type MappedSignal, type Scrape } from '../../../core/exporters/index.ts'
import type { MissingReason, SignalDef } from '../../../core/model/telemetry.ts'
import type { SampleSink } from '../source.ts'
import type { RemoteState } from './remote-state.ts'

/** An exporter of one machine; `host` is the machine's name or address. */
export interface ScrapeTarget {
  readonly key: string
  readonly host: string
}

export class ScrapeFeed {
  readonly #state: RemoteState
  readonly #sink: SampleSink
  readonly #model: string
  readonly #windowMs: number
  readonly #isOneHost: boolean
  readonly #before = new Map<string, ScrapeIndex>()
  /** Which target tells a thing: of two exporters that tell the same, the first. */
  readonly #owners = new Map<string, string>()
  readonly #told = new Map<string, Map<string, SignalDef>>()

  constructor(options: { readonly state: RemoteState; readonly sink: SampleSink; readonly model: string; readonly windowMs: number; readonly isOneHost: boolean }) {
    this.#state = options.state
    this.#sink = options.sink
    this.#model = options.model
    this.#windowMs = options.windowMs
    this.#isOneHost = options.isOneHost
  }

  /** How many different series were told. */
  get series(): number {
    return this.#owners.size
  }

  take(target: ScrapeTarget, scrape: Scrape): void {
    const now = new ScrapeIndex(scrape)
    const before = this.#before.get(target.key) ?? null
    if (before !== null && now.atMs <= before.atMs) return
    this.#before.set(target.key, now)
    if (this.#isOneHost) this.#state.machine = nodeName(now) ?? this.#state.machine
    const kills = oomKills(before, now)
    if (kills > 0) this.#sink.event('oom-kill', now.atMs, String(kills), { source: 'prometheus' })
    for (const mapped of mapScrapes(before, now, this.#model)) this.#push(target, now.atMs, mapped)
  }

  /** A target does not answer: its series end in a gap and rates begin anew afterwards. False when that is known already. */
  silence({ key }: ScrapeTarget, atMs: number, reason: MissingReason): boolean {
    if (!this.#before.delete(key)) return false
    for (const def of this.#told.get(key)?.values() ?? []) this.#state.push(def, atMs, null, reason)
    return true
  }

  #push({ key, host }: ScrapeTarget, atMs: number, { signal, unit, device, deviceLabel, isRate, value }: MappedSignal): void {
    const place = this.#isOneHost ? device : [host, device].filter((part) => part !== '').join(' ')
    const id = `${signal}/${place}`
    if ((this.#owners.get(id) ?? key) !== key) return
    this.#owners.set(id, key)
    const told = this.#told.get(key) ?? new Map<string, SignalDef>()
    this.#told.set(key, told)
    const label = this.#isOneHost ? (device === '' ? (this.#state.machine ?? host) : deviceLabel) : [host, deviceLabel].filter((part) => part !== '').join(' ')
    const def: SignalDef = told.get(id) ?? { source: 'prometheus', device: place, deviceLabel: label, signal, unit, windowMs: isRate ? this.#windowMs : 0 }
    told.set(id, def)
    this.#state.push(def, atMs, value, 'gap')
  }
}
