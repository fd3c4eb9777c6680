/** Intel graphics cards: xpu-smi where it is, else the drivers' files and what the kernel tells of the server's processes. Not yet verified on hardware. */
import type { MissingReason } from '../../../core/model/telemetry.ts'
import type { GpuCardSource } from '../amd/source.ts'
import type { ChildLedger } from '../child-ledger.ts'
import { findTool } from '../find-tool.ts'
import { CardLog, type CardValues } from '../gpu/card.ts'
import { isAsleep, readWhole } from '../gpu/sysfs.ts'
import type { GpuInfo } from '../nvidia/card-book.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type SourceStatus } from '../source.ts'
import { superviseChild, type SupervisedChild, type SupervisionTiming } from '../supervised-child.ts'
import { engineUse, readDrmClients, type DrmClient } from './fdinfo.ts'
import { clockOf, intelCards, type IntelCard } from './sysfs.ts'
import { dumpArgs, parseDumpHeader, parseDumpRow } from './xpu-smi.ts'

const defaultTiming: SupervisionTiming = { silentMs: 15_000, backoffMs: [1_000, 5_000, 30_000] }
const maxFailures = 4

export interface IntelOptions {
  readonly sysRoot?: string
  readonly procRoot?: string
  readonly findTool?: () => string | null
  readonly ledger?: ChildLedger | null
  readonly timing?: SupervisionTiming
  /** The processes of the server under test; null while there is none. */
  readonly serverPids?: () => ReadonlySet<number> | null
}

interface Session {
  readonly sink: SampleSink
  readonly clock: Clock
  readonly cards: readonly IntelCard[]
  readonly log: CardLog
  tool: SupervisedChild | null
  clients: { readonly list: readonly DrmClient[]; readonly atMs: number } | null
  readonly energy: Map<string, { readonly microjoules: number; readonly atMs: number }>
}

export function createIntelSource(options: IntelOptions = {}): GpuCardSource {
  const { sysRoot = '/sys', procRoot = '/proc', findTool: find = () => findTool('xpu-smi'), ledger = null, timing = defaultTiming, serverPids = () => null } = options
  let session: Session | null = null
  let known: readonly GpuInfo[] = []
  let reason: MissingReason | null = null
  let detail: string | null = null
  let periodMs: number = ringPeriodMs.slow

  /** `form`: which of the two versions' options to try. */
  function startTool(own: Session, path: string, form: 0 | 1): void {
    let header: readonly string[] | null = null
    own.tool = superviseChild({
      command: path, args: dumpArgs[form], ledger, timing,
      onLine(line) {
        header = parseDumpHeader(line) ?? header
        const reading = header === null ? null : parseDumpRow(line, header)
        if (reading === null || session !== own) return
        reason = null
        detail = null
        own.log.push(own.sink, reading, own.clock.nowMs(), { 'gpu.util': ringPeriodMs.slow })
        known = own.log.infos()
      },
      onDown: ({ last, failures }) => {
        if (session !== own) return false
        const atMs = own.clock.nowMs()
        reason = own.log.isEmpty ? 'unknown' : 'gap'
        detail = last
        own.log.gap(own.sink, atMs, 'gap')
        if (!own.log.isEmpty && failures === 1) own.sink.event('sensor-gap', atMs, `xpu-smi: ${last}`, { source: 'intel' })
        if (own.log.isEmpty && form === 0) {
          own.tool = null
          startTool(own, path, 1)
          return false
        }
        if (failures < maxFailures) return true
        // What the drivers tell is left.
        own.tool = null
        reason = own.cards.length > 0 ? null : reason
        return false
      },
    })
  }

  /** Mean power since the reading before, W; null before the second and after a counter that began anew. */
  function powerOf(own: Session, { energyFile, card }: IntelCard, atMs: number): number | null | undefined {
    if (energyFile === null) return undefined
    const microjoules = readWhole(energyFile)
    const before = own.energy.get(card.id)
    if (microjoules !== null) own.energy.set(card.id, { microjoules, atMs })
    if (microjoules === null || before === undefined || microjoules < before.microjoules || atMs <= before.atMs) return before === undefined ? undefined : null
    return (microjoules - before.microjoules) / 1_000 / (atMs - before.atMs)
  }

  /** The server's own use of the card: without xpu-smi nobody tells that of all. */
  function useOf(own: Session, id: string, list: readonly DrmClient[] | null, atMs: number): CardValues {
    const onCard = (clients: readonly DrmClient[]) => clients.filter(({ card }) => card === null || card === id)
    if (list === null) return {}
    const memory = onCard(list).reduce<number | null>((sum, { memoryBytes }) => (memoryBytes === null ? sum : (sum ?? 0) + memoryBytes), null)
    const before = own.clients
    const util = before === null ? undefined : engineUse(onCard(before.list), onCard(list), atMs - before.atMs)
    return { ...(util === undefined ? {} : { 'gpu.util': util }), ...(memory === null ? {} : { 'gpu.mem.used': memory }) }
  }

  function readCards(own: Session, atMs: number): void {
    const pids = serverPids()
    const list = pids === null ? null : readDrmClients(procRoot, pids)
    for (const intel of own.cards) {
      const { card, name } = intel
      if (isAsleep(card)) {
        own.log.gap(own.sink, atMs, 'asleep', card.id)
        continue
      }
      const power = powerOf(own, intel, atMs)
      const values = { 'gpu.clock.sm': clockOf(intel), ...(power === undefined ? {} : { 'gpu.power': power }), ...useOf(own, card.id, list, atMs) }
      own.log.push(own.sink, { id: card.id, name, values }, atMs, { 'gpu.util': periodMs, 'gpu.power': periodMs })
    }
    own.clients = list === null ? null : { list, atMs }
  }

  function stop(): void {
    session?.tool?.stop()
    session = null
  }

  return {
    id: 'intel',
    cards: () => known,
    // The tool has a pace of its own.
    setPeriod(wantedMs) {
      periodMs = Math.max(ringPeriodMs.slow, wantedMs)
    },
    start(sink, clock) {
      stop()
      const cards = intelCards(sysRoot)
      const path = find()
      reason = cards.length === 0 && path === null ? 'no-device' : null
      detail = null
      known = cards.map(({ card, name }) => ({ id: card.id, name, memoryBytes: null, driver: null }))
      session = { sink, clock, cards, log: new CardLog('intel'), tool: null, clients: null, energy: new Map() }
      if (path !== null) startTool(session, path, 0)
    },
    sample(ring: Ring, atMs: number) {
      if (session === null || ring === 'fast' || session.tool !== null) return
      readCards(session, atMs)
    },
    stop,
    status(): SourceStatus {
      const isRunning = session !== null && (session.tool?.isUp === true || (session.tool === null && session.cards.length > 0))
      return { running: isRunning && reason === null, periodMs: session === null ? null : session.tool === null ? periodMs : ringPeriodMs.slow, reason, detail, unverified: true }
    },
  }
}
