/** The model server's own processes on this machine: what they take, and when they were started anew. */
import type { MissingReason, SignalDef, SignalName, SignalUnit } from '../../../core/model/telemetry.ts'
import { usedMs } from '../process-tree.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type SourceStatus, type Subject, type TelemetrySource } from '../source.ts'
import { findServerProcess } from './find.ts'
import { endpointOf, isThisMachine } from './local-host.ts'
import { openServerTree, type ServerTree, type TreeReading } from './tree.ts'

const rescanEveryMs = 2_000

function serverSignal(signal: SignalName, unit: SignalUnit, windowMs: number): SignalDef {
  return { source: 'server', device: '', deviceLabel: '', signal, unit, windowMs }
}

const cpuOver = (windowMs: number) => serverSignal('srv.cpu', '%', windowMs)
const rss = serverSignal('srv.rss', 'B', 0)
const anon = serverSignal('srv.rss.anon', 'B', 0)
const threads = serverSignal('srv.threads', 'count', 0)
const all = [cpuOver(ringPeriodMs.slow), rss, anon, threads]

export interface ServerSourceOptions {
  readonly procRoot?: string
  readonly platform?: NodeJS.Platform
  readonly ownPid?: number
}

/** One start of the source; what finishes late for an older one is ignored. */
interface Session {
  readonly sink: SampleSink
  readonly clock: Clock
  readonly port: number
  tree: ServerTree | null
  before: (TreeReading & { readonly atMs: number }) | null
  isSearching: boolean
  searchedAtMs: number
}

function describe(tree: ServerTree): string {
  return `pid ${tree.pid}`
}

export interface ServerSource extends TelemetrySource {
  /** The processes of the server under test; null while none is known. */
  pids(): ReadonlySet<number> | null
}

export function createServerSource({ procRoot = '/proc', platform = process.platform, ownPid = process.pid }: ServerSourceOptions = {}): ServerSource {
  let session: Session | null = null
  let lastTree: ServerTree | null = null
  let reason: MissingReason | null = 'not-applicable'
  let periodMs: number = ringPeriodMs.slow

  function refuse(sink: SampleSink, why: MissingReason): void {
    reason = why
    for (const def of all) sink.missing(def, why)
  }

  async function search(own: Session): Promise<void> {
    own.isSearching = true
    own.searchedAtMs = own.clock.nowMs()
    const pid = await findServerProcess(own.port, procRoot, ownPid)
    own.isSearching = false
    if (session !== own) return
    // A server inside this very process can't be told from the tool.
    if (pid === ownPid) return refuse(own.sink, 'not-applicable')
    const tree = pid === null ? null : openServerTree(pid, procRoot, ownPid)
    if (tree === null) {
      if (lastTree === null) refuse(own.sink, 'not-found')
      return
    }
    const isRestart = lastTree !== null && (lastTree.pid !== tree.pid || lastTree.start !== tree.start)
    if (isRestart && lastTree !== null) own.sink.event('server-restarted', own.clock.nowMs(), `${describe(lastTree)} → ${describe(tree)}`, { source: 'server' })
    reason = null
    lastTree = tree
    await tree.rescan()
    own.tree = tree
    own.before = null
  }

  async function begin(own: Session, host: string): Promise<void> {
    if (await isThisMachine(host)) return search(own)
    if (session === own) refuse(own.sink, 'remote')
  }

  function lose(own: Session, atMs: number): void {
    own.tree = null
    own.before = null
    reason = 'lost'
    for (const def of all) own.sink.push(def, atMs, null, 'lost')
  }

  function push(own: Session, tree: ServerTree, atMs: number): void {
    const now = tree.read()
    if (now === null) return lose(own, atMs)
    const { before, sink } = own
    if (before !== null && atMs > before.atMs) sink.push(cpuOver(periodMs), atMs, (100 * usedMs(before.cpuMs, now.cpuMs)) / (atMs - before.atMs))
    sink.push(rss, atMs, now.rssBytes)
    sink.push(anon, atMs, now.anonBytes, 'not-supported')
    sink.push(threads, atMs, now.threads)
    own.before = { ...now, atMs }
  }

  return {
    id: 'server',
    pids: () => session?.tree?.members() ?? null,
    setPeriod(wantedMs) {
      periodMs = Math.max(ringPeriodMs.slow, wantedMs)
    },
    start(sink, clock, subject: Subject | null = null) {
      session = null
      lastTree = null
      reason = 'not-applicable'
      if (subject === null) return
      if (platform !== 'linux') return refuse(sink, 'not-supported')
      const { host, port } = endpointOf(subject.target.apiBaseUrl)
      session = { sink, clock, port, tree: null, before: null, isSearching: true, searchedAtMs: clock.nowMs() }
      void begin(session, host)
    },
    sample(ring: Ring, atMs: number) {
      const own = session
      if (own === null || ring === 'fast' || reason === 'remote') return
      if (own.tree !== null) push(own, own.tree, atMs)
      if (own.isSearching || atMs - own.searchedAtMs < rescanEveryMs) return
      if (own.tree === null) return void search(own)
      own.searchedAtMs = atMs
      void own.tree.rescan()
    },
    stop() {
      session = null
    },
    status(): SourceStatus {
      return { running: session !== null && session.tree !== null, periodMs, reason, detail: session?.tree === null || session === null ? null : describe(session.tree) }
    },
  }
}
