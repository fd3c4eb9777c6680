/** What is known of the cards from the rows so far. */
import type { GpuRow } from './parse.ts'
import type { Cards } from './programs.ts'

const mebibyte = 1_048_576

export interface GpuInfo {
  readonly id: string
  readonly name: string
  readonly memoryBytes: number | null
  readonly driver: string | null
}

interface Card extends GpuInfo {
  readonly index: number | null
  readonly usedBytes: number | null
  readonly isWddm: boolean
}

export class CardBook implements Cards {
  readonly #cards = new Map<string, Card>()
  readonly #names = new Map<string, string>()

  learn(row: GpuRow): void {
    const known = this.#cards.get(row.id)
    const { memTotal, memUsed } = row.readings
    this.#names.set(row.id, row.name)
    this.#cards.set(row.id, {
      id: row.id,
      name: row.name,
      memoryBytes: memTotal?.value ? memTotal.value * mebibyte : (known?.memoryBytes ?? null),
      driver: row.driver ?? known?.driver ?? null,
      index: row.index,
      usedBytes: memUsed === undefined || memUsed.value === null ? null : memUsed.value * mebibyte,
      isWddm: row.isWddm,
    })
  }

  get names(): ReadonlyMap<string, string> {
    return this.#names
  }

  get isEmpty(): boolean {
    return this.#cards.size === 0
  }

  infos(): readonly GpuInfo[] {
    return [...this.#cards.values()].map(({ id, name, memoryBytes, driver }) => ({ id, name, memoryBytes, driver }))
  }

  usedBytes(id: string): number | null {
    return this.#cards.get(id)?.usedBytes ?? null
  }

  isWddm(id: string): boolean {
    return this.#cards.get(id)?.isWddm === true
  }

  at(index: number): GpuInfo | null {
    return [...this.#cards.values()].find((card) => card.index === index) ?? null
  }
}
