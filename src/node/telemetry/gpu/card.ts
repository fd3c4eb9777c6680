/** One reading of a graphics card of any vendor, and how it becomes samples. */
import type { GpuSource, MissingReason, SignalDef, SignalName, SignalUnit } from '../../../core/model/telemetry.ts'
import type { GpuInfo } from '../nvidia/card-book.ts'
import type { SampleSink } from '../source.ts'

/** Unit and the time that one value stands for, ms. */
const meanings = {
  'gpu.util': ['%', 0], 'gpu.mem.util': ['%', 0], 'gpu.mem.used': ['B', 0], 'gpu.mem.total': ['B', 0], 'gpu.mem.shared': ['B', 0],
  'gpu.power': ['W', 0], 'gpu.power.limit': ['W', 0], 'gpu.temp': ['°C', 0], 'gpu.temp.mem': ['°C', 0],
  'gpu.clock.sm': ['MHz', 0], 'gpu.clock.mem': ['MHz', 0], 'gpu.pcie.gen': ['count', 0], 'gpu.pcie.width': ['count', 0],
} as const satisfies Partial<Record<SignalName, readonly [unit: SignalUnit, windowMs: number]>>

export type CardSignal = keyof typeof meanings
/** Null = asked for and not told. What is absent was never there. */
export type CardValues = Readonly<Partial<Record<CardSignal, number | null>>>

export interface CardReading {
  readonly id: string
  readonly name: string
  readonly values: CardValues
  /** Why a value is null, where that is known better than "not told". */
  readonly reasons?: Readonly<Partial<Record<CardSignal, MissingReason>>>
}

export function cardDef(source: GpuSource, { id, name }: Pick<CardReading, 'id' | 'name'>, signal: CardSignal, windowMs?: number): SignalDef {
  const [unit, usualMs] = meanings[signal]
  return { source, device: id, deviceLabel: name, signal, unit, windowMs: windowMs ?? usualMs }
}

/** `windows`: time that a value stands for, ms, where it is not an instant. */
export function pushCard(sink: SampleSink, source: GpuSource, card: CardReading, atMs: number, windows: Readonly<Partial<Record<CardSignal, number>>> = {}): void {
  for (const [signal, value] of Object.entries(card.values) as [CardSignal, number | null | undefined][]) {
    if (value !== undefined) sink.push(cardDef(source, card, signal, windows[signal]), atMs, value, card.reasons?.[signal] ?? 'not-supported')
  }
}

export function infoOf({ id, name, values }: CardReading): GpuInfo {
  const total = values['gpu.mem.total']
  return { id, name, memoryBytes: typeof total === 'number' && total > 0 ? total : null, driver: null }
}

/** Cards as they were last seen, and gaps where they are not. */
export class CardLog {
  readonly #source: GpuSource
  readonly #cards = new Map<string, CardReading>()

  constructor(source: GpuSource) {
    this.#source = source
  }

  push(sink: SampleSink, card: CardReading, atMs: number, windows: Readonly<Partial<Record<CardSignal, number>>> = {}): void {
    const known = this.#cards.get(card.id)
    this.#cards.set(card.id, known === undefined ? card : { ...card, values: { ...known.values, ...card.values } })
    pushCard(sink, this.#source, card, atMs, windows)
  }

  /** All signals of all cards (or of one) end here for now. */
  gap(sink: SampleSink, atMs: number, reason: MissingReason, id: string | null = null): void {
    for (const card of this.#cards.values()) {
      if (id !== null && card.id !== id) continue
      for (const signal of Object.keys(card.values) as CardSignal[]) sink.push(cardDef(this.#source, card, signal), atMs, null, reason)
    }
  }

  get isEmpty(): boolean {
    return this.#cards.size === 0
  }

  infos(): readonly GpuInfo[] {
    return [...this.#cards.values()].map(infoOf)
  }
}
