/** Growing columns behind the live picture: frames append, views read without copying. Bounded, so that a long run stays cheap. */
import { emptyRequestColumns, type RequestColumns } from '../../../../core/model/request-columns.ts'
import { signalKey, type SignalSeries } from '../../../../core/model/telemetry.ts'

/** Beyond this the oldest quarter is dropped from the live picture; the stored session keeps everything. */
export const MAX_POINTS = 40_000
/** Requests are a score of columns each, and drawn as points that no screen could tell apart. */
export const MAX_REQUESTS = 50_000

type Column = Float64Array | Uint8Array

/** An array that doubles; `view` shares its memory, so it is valid until the next append. */
class GrowingColumn<Kind extends Column> {
  #data: Kind
  #length = 0
  readonly #make: (length: number) => Kind
  readonly #most: number

  constructor(make: (length: number) => Kind, most = MAX_POINTS) {
    this.#make = make
    this.#most = most
    this.#data = make(256)
  }

  append(all: Kind): void {
    const values = (all.length > this.#most ? all.subarray(all.length - this.#most) : all) as Kind
    if (this.#length + values.length > this.#most) this.#dropOldest(Math.max(Math.floor(this.#length / 4), this.#length + values.length - this.#most))
    const needed = this.#length + values.length
    if (needed > this.#data.length) {
      const larger = this.#make(Math.max(needed, this.#data.length * 2))
      larger.set(this.view)
      this.#data = larger
    }
    this.#data.set(values, this.#length)
    this.#length = needed
  }

  get view(): Kind {
    return this.#data.subarray(0, this.#length) as Kind
  }

  #dropOldest(wanted: number): void {
    const dropped = Math.min(wanted, this.#length)
    this.#data.copyWithin(0, dropped, this.#length)
    this.#length -= dropped
  }
}

const floats = (length: number): Float64Array => new Float64Array(length)
const bytes = (length: number): Uint8Array => new Uint8Array(length)
const names = Object.keys(emptyRequestColumns) as readonly (keyof RequestColumns)[]

/** All requests of the run so far, as columns. */
export class RequestBuffer {
  readonly #columns = new Map(names.map((name) => [name, emptyRequestColumns[name] instanceof Uint8Array ? new GrowingColumn<Column>(bytes, MAX_REQUESTS) : new GrowingColumn<Column>(floats, MAX_REQUESTS)] as const))

  append(columns: RequestColumns): void {
    if (columns.index.length === 0) return
    for (const [name, column] of this.#columns) column.append(columns[name])
  }

  get view(): RequestColumns {
    return Object.fromEntries([...this.#columns].map(([name, column]) => [name, column.view])) as unknown as RequestColumns
  }
}

interface GrowingSeries {
  latest: SignalSeries
  readonly tMs: GrowingColumn<Float64Array>
  readonly value: GrowingColumn<Float64Array>
}

/** All series of the run so far, by source, device and signal. */
export class SeriesBuffer {
  readonly #series = new Map<string, GrowingSeries>()

  append(all: readonly SignalSeries[]): void {
    for (const series of all) {
      const key = signalKey(series)
      const known = this.#series.get(key) ?? { latest: series, tMs: new GrowingColumn(floats), value: new GrowingColumn(floats) }
      known.latest = series
      known.tMs.append(series.tMs)
      known.value.append(series.value)
      this.#series.set(key, known)
    }
  }

  get view(): readonly SignalSeries[] {
    return [...this.#series.values()].map(({ latest, tMs, value }) => ({ ...latest, tMs: tMs.view, value: value.view }))
  }
}

/** One value a second for the last minute, oldest first; null where nothing was measured. */
export class Minute {
  readonly #values: (number | null)[] = []
  #second = Number.NEGATIVE_INFINITY

  /** Later values of the same second replace the earlier one; seconds without a frame stay empty. */
  push(atMs: number, value: number | null): void {
    const second = Math.floor(atMs / 1000)
    if (second === this.#second) {
      this.#values[this.#values.length - 1] = value
      return
    }
    const missed = Number.isFinite(this.#second) ? Math.min(60, Math.max(0, second - this.#second - 1)) : 0
    for (let i = 0; i < missed; i += 1) this.#values.push(null)
    this.#values.push(value)
    this.#second = second
    this.#values.splice(0, Math.max(0, this.#values.length - 60))
  }

  get view(): readonly (number | null)[] {
    return [...this.#values]
  }
}
