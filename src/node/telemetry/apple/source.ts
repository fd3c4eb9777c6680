/** Apple GPUs through ioreg each second; power through powermetrics only where the user allows it. Not yet verified on hardware. */
import type { MissingReason } from '../../../core/model/telemetry.ts'
import type { GpuCardSource } from '../amd/source.ts'
import type { ChildLedger } from '../child-ledger.ts'
import { CardLog } from '../gpu/card.ts'
import type { GpuInfo } from '../nvidia/card-book.ts'
import { pollTool, type PolledTool } from '../polled-tool.ts'
import { ringPeriodMs, type Clock, type SampleSink, type SourceStatus } from '../source.ts'
import { superviseChild, type SupervisedChild } from '../supervised-child.ts'
import { parseIoreg, parsePowermetrics } from './parse.ts'

const ioregArgs = ['-r', '-d', '1', '-w', '0', '-c', 'IOAccelerator']
/** `-n`: never asks for a password; it works where the user lets this program run it. */
const powerArgs = ['-n', '/usr/bin/powermetrics', '--samplers', 'gpu_power,cpu_power,thermal', '-i', '1000', '-f', 'plist']
const timeoutMs = 5_000
const maxFailures = 5
const maxPlistChars = 1_048_576
const powerTiming = { silentMs: 15_000, backoffMs: [5_000, 30_000, 60_000] } as const
const maxPowerFailures = 3

export interface AppleOptions {
  readonly ioreg?: string
  readonly sudo?: string
  readonly ledger?: ChildLedger | null
  readonly periodMs?: number
}

export interface AppleSource extends GpuCardSource {
  /** Power needs administrator rights: it is read only after the user said so. From the next start on. */
  allowPower(isAllowed: boolean): void
}

interface Session {
  readonly sink: SampleSink
  readonly clock: Clock
  readonly log: CardLog
  failures: number
  tool: PolledTool | null
  power: SupervisedChild | null
  card: { readonly id: string; readonly name: string } | null
}

export function createAppleSource({ ioreg = '/usr/sbin/ioreg', sudo = '/usr/bin/sudo', ledger = null, periodMs: leastMs = ringPeriodMs.slow }: AppleOptions = {}): AppleSource {
  let session: Session | null = null
  let known: readonly GpuInfo[] = []
  let periodMs: number = leastMs
  let mayReadPower = false
  let reason: MissingReason | null = null
  let detail: string | null = null

  function take(own: Session, text: string | null, why: string): boolean {
    if (session !== own) return false
    const atMs = own.clock.nowMs()
    if (text === null) {
      own.failures += 1
      if (own.failures === 1 && !own.log.isEmpty) own.sink.event('sensor-gap', atMs, `ioreg: ${why}`, { source: 'apple' })
      reason = 'unknown'
      detail = why
      own.log.gap(own.sink, atMs, 'gap')
      return own.failures < maxFailures
    }
    own.failures = 0
    const cards = parseIoreg(text)
    own.card = cards[0] ?? null
    for (const card of cards) own.log.push(own.sink, card, atMs)
    known = own.log.infos()
    reason = cards.length === 0 ? 'no-device' : null
    detail = null
    return true
  }

  function startPower(own: Session): void {
    let plist = ''
    own.power = superviseChild({
      command: sudo, args: powerArgs, ledger, timing: powerTiming,
      onLine(line) {
        plist = `${plist}\n${line}`.slice(-maxPlistChars)
        if (!line.includes('</plist>') || own.card === null || session !== own) return
        const { gpuW, gpuMhz } = parsePowermetrics(plist)
        plist = ''
        own.log.push(own.sink, { ...own.card, values: { 'gpu.power': gpuW, 'gpu.clock.sm': gpuMhz } }, own.clock.nowMs(), { 'gpu.power': ringPeriodMs.slow })
      },
      onDown({ failures }) {
        if (session === own && own.card !== null) own.log.push(own.sink, { ...own.card, values: { 'gpu.power': null }, reasons: { 'gpu.power': 'no-permission' } }, own.clock.nowMs())
        return session === own && failures < maxPowerFailures
      },
    })
  }

  function stop(): void {
    session?.tool?.stop()
    session?.power?.stop()
    session = null
  }

  return {
    id: 'apple',
    cards: () => known,
    allowPower(isAllowed) {
      mayReadPower = isAllowed
    },
    setPeriod(wantedMs) {
      periodMs = Math.max(leastMs, wantedMs)
    },
    start(sink, clock) {
      stop()
      reason = null
      detail = null
      const own: Session = { sink, clock, log: new CardLog('apple'), failures: 0, tool: null, power: null, card: null }
      session = own
      own.tool = pollTool({ command: ioreg, args: ioregArgs, ledger, periodMs, timeoutMs, onText: (text, why) => take(own, text, why) })
      if (mayReadPower) startPower(own)
    },
    stop,
    status(): SourceStatus {
      return { running: session !== null && reason === null, periodMs: session === null ? null : periodMs, reason, detail, unverified: true }
    },
  }
}
