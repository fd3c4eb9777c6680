/** Reads a Prometheus server: raw samples with the times of their scrapes, in one query a round, and the user's own queries beside it. */
import { knownMetricsPattern } from '../../../core/exporters/index.ts'
import type { RemoteConfig, RemoteIssue } from '../../../core/model/remote.ts'
import { ClockOffset } from '../../../core/remote/clock-offset.ts'
import { endpointOf } from '../server/local-host.ts'
import type { Clock, SampleSink, SourceStatus, Subject } from '../source.ts'
import { reasonOfIssue } from './issues.ts'
import { PrometheusApi } from './prometheus-api.ts'
import { chooseInstances, hostOfInstance } from './prometheus-targets.ts'
import { QueryLanes } from './query-lanes.ts'
import { groupScrapes } from './raw-scrapes.ts'
import { RemoteState } from './remote-state.ts'
import { ScrapeFeed } from './scrape-feed.ts'
import { createStampedHttp, type StampedHttp } from './stamped-http.ts'

export interface PrometheusTiming {
  readonly timeoutMs: number
  readonly firstProbes: number
  /** Bounds of the time between two rounds; within them it is the scrape interval. */
  readonly pollMs: readonly [least: number, most: number]
  readonly backoffMs: readonly [first: number, most: number]
}

const usualTiming: PrometheusTiming = { timeoutMs: 5_000, firstProbes: 5, pollMs: [1_000, 15_000], backoffMs: [1_000, 15_000] }
/** Prometheus's own default, where the server does not tell. */
const usualScrapeMs = 15_000
const maxRangeS = 3_600
/** A target without a new sample for so many intervals, and this, is down. */
const lateIntervals = 3
const lateMs = 5_000

const asRegex = (texts: readonly string[]): string => JSON.stringify(texts.map((text) => text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|'))

export class PrometheusLink {
  readonly #timing: PrometheusTiming
  readonly #remote: RemoteConfig
  readonly #subject: Subject
  readonly #sink: SampleSink
  readonly #clock: Clock
  readonly #offset = new ClockOffset(1)
  readonly #state: RemoteState
  readonly #http: StampedHttp
  readonly #api: PrometheusApi
  readonly #lanes: QueryLanes
  readonly #lastMs = new Map<string, number>()
  #feed: ScrapeFeed | null = null
  #selector = ''
  #intervalMs = usualScrapeMs
  /** Session time up to which everything was fetched. */
  #sinceMs = 0
  #startMs = 0
  #failures = 0
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> | null = null
  #isOpen = true

  constructor(remote: RemoteConfig, subject: Subject, sink: SampleSink, clock: Clock, timing: Partial<PrometheusTiming> = {}) {
    const url = remote.address.kind === 'prometheus' ? remote.address.url : 'http://invalid.'
    this.#timing = { ...usualTiming, ...timing }
    this.#remote = remote
    this.#subject = subject
    this.#sink = sink
    this.#clock = clock
    this.#state = new RemoteState('prometheus', new URL(url).host, sink, clock, this.#offset)
    this.#http = createStampedHttp({ token: remote.token, ca: null, nowMs: () => clock.nowMs() })
    this.#api = new PrometheusApi(this.#http, url, this.#timing.timeoutMs)
    this.#lanes = new QueryLanes(this.#api, this.#state, remote.address.kind === 'prometheus' ? remote.address.queries : [])
  }

  start(): void {
    this.#startMs = this.#clock.nowMs()
    this.#sinceMs = this.#startMs
    this.#next(0)
  }

  stop(): void {
    this.#isOpen = false
    clearTimeout(this.#timer)
    this.#http.close()
  }

  /** Fetches once more what has been scraped by now. */
  async settle(): Promise<void> {
    await this.#round
    if (!this.#isOpen || this.#feed === null) return
    clearTimeout(this.#timer)
    await this.#work()
  }

  status(): SourceStatus {
    const { issue } = this.#state
    return { running: this.#feed !== null && this.#failures === 0, periodMs: this.#intervalMs, reason: issue === null ? null : reasonOfIssue(issue), detail: this.#state.machine, link: this.#state.link() }
  }

  #next(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#work()
    }, waitMs)
  }

  async #work(): Promise<void> {
    const issue = this.#feed === null ? ((await this.#connect()) ?? (await this.#poll())) : await this.#poll()
    if (!this.#isOpen) return
    const [first, most] = this.#timing.backoffMs
    const [least, longest] = this.#timing.pollMs
    if (issue === null) {
      this.#failures = 0
      return this.#next(Math.min(longest, Math.max(least, this.#intervalMs)))
    }
    this.#state.gap(issue, reasonOfIssue(issue))
    this.#failures += 1
    this.#next(Math.min(most, first * 2 ** (this.#failures - 1)))
  }

  async #compareClocks(): Promise<RemoteIssue | null> {
    const asked = await this.#api.time()
    if (!asked.ok) return asked.error
    const { serverMs, sentAtMs, receivedAtMs } = asked.value
    const wallOffsetMs = serverMs - (Date.now() - this.#clock.nowMs()) - (sentAtMs + receivedAtMs) / 2
    const kept = this.#offset.add({ sentAtMs, receivedAtMs, remoteReceivedMs: serverMs, remoteSentMs: serverMs, wallOffsetMs })
    if (kept === 'stepped') this.#sink.event('clock-jump', this.#clock.nowMs(), this.#state.machine ?? '', { source: 'prometheus' })
    return null
  }

  async #connect(): Promise<RemoteIssue | null> {
    for (let i = 0; i < this.#timing.firstProbes; i += 1) {
      const issue = await this.#compareClocks()
      if (issue !== null || !this.#isOpen) return issue
    }
    const [up, targets, retention] = [await this.#api.up(), await this.#api.targets(), await this.#api.retention()]
    if (!up.ok) return up.error
    const wanted = this.#remote.address.kind === 'prometheus' ? this.#remote.address.instance : null
    const chosen = chooseInstances(up.value.map(({ instance }) => instance), wanted, endpointOf(this.#subject.target.apiBaseUrl).host)
    if (!chosen.ok) return chosen.error
    const instances = chosen.value
    const intervals = (targets ?? []).filter(({ instance }) => instances.includes(instance)).flatMap(({ scrapeIntervalMs }) => scrapeIntervalMs ?? [])
    this.#intervalMs = intervals.length === 0 ? usualScrapeMs : Math.max(...intervals)
    this.#state.scrapeIntervalMs = intervals.length === 0 ? null : this.#intervalMs
    this.#state.retention = retention
    const hosts = new Set(instances.map(hostOfInstance))
    this.#state.machine = [...hosts].join(', ')
    this.#selector = `{__name__=~${JSON.stringify(`up|${knownMetricsPattern}`)},instance=~${asRegex(instances)}}`
    this.#feed = new ScrapeFeed({ state: this.#state, sink: this.#sink, model: this.#subject.target.model, windowMs: this.#intervalMs, isOneHost: hosts.size === 1 })
    return null
  }

  async #poll(): Promise<RemoteIssue | null> {
    const clockIssue = await this.#compareClocks()
    if (clockIssue !== null || !this.#isOpen) return clockIssue
    const nowMs = this.#clock.nowMs()
    // Reaches back two scrapes further: rates need the one before, and samples may come late.
    const rangeS = Math.min(maxRangeS, Math.ceil((nowMs - this.#sinceMs + 2 * this.#intervalMs) / 1_000) + 1)
    const got = await this.#api.raw(`${this.#selector}[${rangeS}s]`)
    if (!got.ok || !this.#isOpen) return got.ok ? null : got.error
    const offsetMs = this.#offset.estimate(nowMs)?.offsetMs ?? 0
    const down = this.#take(got.value, nowMs, offsetMs)
    this.#sinceMs = nowMs
    const badQuery = await this.#lanes.fetch(nowMs, offsetMs, this.#intervalMs)
    this.#state.issue = down ?? badQuery ?? this.#emptiness(nowMs)
    return null
  }

  /** Targets of which nothing is known here, even after a while. */
  #emptiness(nowMs: number): RemoteIssue | null {
    const isEmpty = this.#feed?.series === 0 && this.#lanes.count === 0 && nowMs - this.#startMs > 2 * this.#intervalMs
    return isEmpty ? { code: 'no-metrics', detail: this.#state.machine ?? '' } : null
  }

  /** The issue of a target that is down; null when all are up. */
  #take(series: Parameters<typeof groupScrapes>[0], nowMs: number, offsetMs: number): RemoteIssue | null {
    let down: RemoteIssue | null = null
    for (const { job, instance, scrapes } of groupScrapes(series)) {
      const target = { key: `${job} ${instance}`, host: hostOfInstance(instance) }
      for (const { atMs: serverMs, isUp, samples } of scrapes) {
        const atMs = serverMs - offsetMs
        if (serverMs <= (this.#lastMs.get(target.key) ?? Number.NEGATIVE_INFINITY)) continue
        this.#lastMs.set(target.key, serverMs)
        if (isUp) this.#feed?.take(target, { atMs, samples })
        else this.#silence(target, atMs)
      }
      const newestMs = (this.#lastMs.get(target.key) ?? 0) - offsetMs
      const isLate = nowMs - newestMs > lateIntervals * this.#intervalMs + lateMs
      if (isLate) this.#silence(target, nowMs)
      if (isLate || scrapes.at(-1)?.isUp === false) down = { code: 'target-down', detail: instance }
    }
    return down
  }

  #silence(target: { readonly key: string; readonly host: string }, atMs: number): void {
    if (this.#feed?.silence(target, atMs, 'lost') === true) this.#state.gaps += 1
  }
}
