/** Reads exporters directly: each page at a steady pace, stamped at the middle of its round trip. */
import { isKnownMetric, nodeTimeMs, ScrapeIndex } from '../../../core/exporters/index.ts'
import type { RemoteConfig, RemoteIssue } from '../../../core/model/remote.ts'
import { ClockOffset } from '../../../core/remote/clock-offset.ts'
import { parsePrometheus } from '../../../core/server-metrics/prometheus.ts'
import type { Clock, SampleSink, SourceStatus, Subject } from '../source.ts'
import { reasonOfIssue } from './issues.ts'
import { RemoteState } from './remote-state.ts'
import { ScrapeFeed, type ScrapeTarget } from './scrape-feed.ts'
import { createStampedHttp, type StampedAnswer, type StampedHttp } from './stamped-http.ts'

export interface ExporterTiming {
  readonly periodMs: number
  readonly timeoutMs: number
  /** A page that takes longer costs the machine something: it is then asked half as often, down to `slowestMs`. */
  readonly slowMs: number
  readonly slowestMs: number
}

const usualTiming: ExporterTiming = { periodMs: 2_000, timeoutMs: 5_000, slowMs: 300, slowestMs: 16_000 }
const maxPageBytes = 16 * 1_048_576
/** The Date header counts whole seconds: the truth lies within ± half of one. */
const dateResolutionMs = 500

interface Exporter extends ScrapeTarget {
  readonly url: string
  periodMs: number
  timer: NodeJS.Timeout | undefined
}

/** `host:9100` and `host:9100/metrics` mean the same page. */
function pageUrl(text: string): string {
  const url = new URL(text)
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/metrics'
  return url.href
}

export class ExporterLink {
  readonly #timing: ExporterTiming
  readonly #clock: Clock
  readonly #state: RemoteState
  readonly #feed: ScrapeFeed
  readonly #http: StampedHttp
  readonly #exact = new ClockOffset(1)
  readonly #byDate = new ClockOffset(dateResolutionMs)
  readonly #exporters: readonly Exporter[]
  readonly #silent = new Map<string, RemoteIssue>()
  #isOpen = true
  #isAlive = false

  constructor(remote: RemoteConfig, { target }: Subject, sink: SampleSink, clock: Clock, timing: Partial<ExporterTiming> = {}) {
    this.#timing = { ...usualTiming, ...timing }
    this.#clock = clock
    const urls = remote.address.kind === 'exporters' ? remote.address.urls.map(pageUrl) : []
    this.#exporters = urls.map((url) => ({ key: url, host: new URL(url).hostname, url, periodMs: this.#timing.periodMs, timer: undefined }))
    const isOneHost = new Set(this.#exporters.map(({ host }) => host)).size <= 1
    const offset = { estimate: (nowMs: number) => this.#exact.estimate(nowMs) ?? this.#byDate.estimate(nowMs) }
    this.#state = new RemoteState('exporters', urls.map((url) => new URL(url).host).join(', '), sink, clock, offset)
    this.#state.scrapeIntervalMs = this.#timing.periodMs
    this.#state.machine = isOneHost ? (this.#exporters[0]?.host ?? null) : null
    this.#feed = new ScrapeFeed({ state: this.#state, sink, model: target.model, windowMs: this.#timing.periodMs, isOneHost })
    this.#http = createStampedHttp({ token: remote.token, ca: null, nowMs: () => clock.nowMs() })
  }

  start(): void {
    for (const exporter of this.#exporters) void this.#round(exporter)
  }

  stop(): void {
    this.#isOpen = false
    for (const { timer } of this.#exporters) clearTimeout(timer)
    this.#http.close()
  }

  settle(): Promise<void> {
    return Promise.resolve()
  }

  status(): SourceStatus {
    const { issue } = this.#state
    const periodMs = this.#exporters.reduce((longest, exporter) => Math.max(longest, exporter.periodMs), 0)
    return { running: this.#isAlive, periodMs, reason: issue === null ? null : reasonOfIssue(issue), detail: this.#state.machine, link: this.#state.link() }
  }

  async #round(exporter: Exporter): Promise<void> {
    const startMs = this.#clock.nowMs()
    const got = await this.#http.get(exporter.url, { timeoutMs: this.#timing.timeoutMs, maxBytes: maxPageBytes })
    if (!this.#isOpen) return
    const issue = got.ok ? this.#take(exporter, got.value) : got.error
    if (issue === null) this.#silent.delete(exporter.key)
    else this.#fail(exporter, issue)
    this.#isAlive = this.#silent.size < this.#exporters.length
    this.#state.issue = this.#silent.values().next().value ?? null
    const tookMs = this.#clock.nowMs() - startMs
    const isSlow = issue === null && tookMs > this.#timing.slowMs
    exporter.periodMs = isSlow ? Math.min(this.#timing.slowestMs, exporter.periodMs * 2) : this.#timing.periodMs
    exporter.timer = setTimeout(() => void this.#round(exporter), Math.max(0, exporter.periodMs - tookMs))
  }

  /** The issue when the page is of no use. */
  #take(exporter: Exporter, answer: StampedAnswer): RemoteIssue | null {
    const { status, text, dateMs, sentAtMs, receivedAtMs } = answer
    if (status === 401 || status === 403) return { code: 'auth', detail: `HTTP ${status}` }
    if (status !== 200) return { code: 'no-metrics', detail: `HTTP ${status}` }
    const samples = parsePrometheus(text, isKnownMetric)
    if (samples.length === 0) return { code: 'no-metrics', detail: new URL(exporter.url).host }
    const atMs = (sentAtMs + receivedAtMs) / 2
    this.#state.alignmentMs = Math.max((receivedAtMs - sentAtMs) / 2, exporter === this.#exporters[0] ? 0 : (this.#state.alignmentMs ?? 0))
    this.#compareClocks(nodeTimeMs(new ScrapeIndex({ atMs, samples })), dateMs, answer)
    this.#feed.take(exporter, { atMs, samples })
    return null
  }

  #compareClocks(exactMs: number | null, dateMs: number | null, { sentAtMs, receivedAtMs }: StampedAnswer): void {
    const wallLessSessionMs = Date.now() - this.#clock.nowMs()
    const add = (clock: ClockOffset, remoteMs: number): void => {
      clock.add({ sentAtMs, receivedAtMs, remoteReceivedMs: remoteMs, remoteSentMs: remoteMs, wallOffsetMs: remoteMs - wallLessSessionMs - (sentAtMs + receivedAtMs) / 2 })
    }
    if (exactMs !== null) add(this.#exact, exactMs)
    else if (dateMs !== null) add(this.#byDate, dateMs + dateResolutionMs)
  }

  #fail(exporter: Exporter, issue: RemoteIssue): void {
    const wasSilent = this.#silent.has(exporter.key)
    this.#silent.set(exporter.key, issue)
    if (wasSilent) return
    if (this.#state.hasSamples) this.#state.gaps += 1
    this.#feed.silence(exporter, this.#clock.nowMs(), reasonOfIssue(issue))
  }
}
