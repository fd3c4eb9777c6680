/** AMD graphics cards: the driver's own files where there are any, else AMD's tools. Not yet verified on hardware. */
import type { MissingReason } from '../../../core/model/telemetry.ts'
import type { ChildLedger } from '../child-ledger.ts'
import { findTool } from '../find-tool.ts'
import { CardLog, type CardReading } from '../gpu/card.ts'
import { isAsleep, type SysfsCard } from '../gpu/sysfs.ts'
import type { GpuInfo } from '../nvidia/card-book.ts'
import { pollTool, type PolledTool } from '../polled-tool.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type SourceStatus, type TelemetrySource } from '../source.ts'
import { parseAmdSmi, parseRocmSmi } from './smi.ts'
import { amdCards, amdName, readAmdCard } from './sysfs.ts'

/** The tools start an interpreter for each answer. */
const toolMs = 2_000
const timeoutMs = 10_000
const maxFailures = 5

export interface AmdTool {
  readonly path: string
  readonly kind: 'amd-smi' | 'rocm-smi'
}

export interface AmdOptions {
  readonly sysRoot?: string
  readonly findTool?: () => AmdTool | null
  readonly ledger?: ChildLedger | null
  readonly toolPeriodMs?: number
}

function findAmdTool(): AmdTool | null {
  const amd = findTool('amd-smi', ['/opt/rocm/bin/amd-smi'])
  if (amd !== null) return { path: amd, kind: 'amd-smi' }
  const rocm = findTool('rocm-smi', ['/opt/rocm/bin/rocm-smi'])
  return rocm === null ? null : { path: rocm, kind: 'rocm-smi' }
}

const toolArgs = { 'amd-smi': ['metric', '--json'], 'rocm-smi': ['--showuse', '--showmemuse', '--showmeminfo', 'vram', '--showpower', '--showtemp', '--json'] } as const

export interface GpuCardSource extends TelemetrySource {
  cards(): readonly GpuInfo[]
}

interface Session {
  readonly sink: SampleSink
  readonly clock: Clock
  readonly cards: readonly { readonly card: SysfsCard; readonly name: string }[]
  readonly log: CardLog
  readonly lost: Set<string>
  tool: PolledTool | null
  failures: number
}

export function createAmdSource({ sysRoot = '/sys', findTool: find = findAmdTool, ledger = null, toolPeriodMs = toolMs }: AmdOptions = {}): GpuCardSource {
  let session: Session | null = null
  let known: readonly GpuInfo[] = []
  let periodMs: number = ringPeriodMs.fast
  let usedPeriodMs: number | null = null
  let reason: MissingReason | null = null
  let detail: string | null = null

  function readCard(own: Session, card: SysfsCard, name: string, atMs: number): void {
    if (isAsleep(card)) return own.log.gap(own.sink, atMs, 'asleep', card.id)
    const reading = readAmdCard(card, name)
    if (Object.values(reading.values).some((value) => value !== null)) {
      own.lost.delete(card.id)
      return own.log.push(own.sink, reading, atMs)
    }
    own.log.gap(own.sink, atMs, 'lost', card.id)
    if (own.lost.has(card.id)) return
    own.lost.add(card.id)
    own.sink.event('sensor-lost', atMs, card.id, { source: 'amd', device: name })
  }

  function takeTool(own: Session, cards: readonly CardReading[] | null, why: string): boolean {
    const atMs = own.clock.nowMs()
    if (cards === null) {
      own.failures += 1
      reason = 'unknown'
      detail = why
      if (own.failures === 1 && !own.log.isEmpty) own.sink.event('sensor-gap', atMs, why, { source: 'amd' })
      own.log.gap(own.sink, atMs, 'gap')
      return own.failures < maxFailures
    }
    own.failures = 0
    reason = cards.length === 0 ? 'no-device' : null
    detail = null
    for (const card of cards) own.log.push(own.sink, card, atMs)
    known = own.log.infos()
    return cards.length > 0
  }

  function startTool(own: Session): void {
    const tool = find()
    if (tool === null) {
      reason = 'no-device'
      return
    }
    usedPeriodMs = Math.max(toolPeriodMs, periodMs)
    const parse = tool.kind === 'amd-smi' ? parseAmdSmi : parseRocmSmi
    own.tool = pollTool({
      command: tool.path, args: toolArgs[tool.kind], ledger, periodMs: usedPeriodMs, timeoutMs,
      onText: (text, why) => session === own && takeTool(own, text === null ? null : parse(text), text === null ? why : `${tool.kind}: unreadable answer`),
    })
  }

  function stop(): void {
    session?.tool?.stop()
    session = null
  }

  return {
    id: 'amd',
    cards: () => known,
    setPeriod(wantedMs) {
      periodMs = wantedMs
    },
    start(sink, clock) {
      stop()
      reason = null
      detail = null
      usedPeriodMs = null
      const cards = amdCards(sysRoot).map((card) => ({ card, name: amdName(card) }))
      session = { sink, clock, cards, log: new CardLog('amd'), lost: new Set(), tool: null, failures: 0 }
      if (cards.length === 0) return startTool(session)
      known = cards.map(({ card, name }) => ({ id: card.id, name, memoryBytes: readAmdCard(card, name).values['gpu.mem.total'] ?? null, driver: null }))
    },
    sample(ring: Ring, atMs: number) {
      if (session === null || ring === 'slow') return
      for (const { card, name } of session.cards) readCard(session, card, name, atMs)
    },
    stop,
    status(): SourceStatus {
      const isRunning = session !== null && (session.cards.length > 0 || session.tool !== null) && reason === null
      return { running: isRunning, periodMs: session === null ? null : (usedPeriodMs ?? periodMs), reason, detail, unverified: true }
    },
  }
}
