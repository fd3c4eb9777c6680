/** The newest requests of a run as columns, for windows that look on: bounded, however many there are in all. */
import { copyRequests, newRequestColumns, sliceRequests, type RequestColumns } from '../../core/model/request-columns.ts'

export class RequestWindow {
  readonly #kept: number
  #columns: RequestColumns
  /** Requests in `#columns`. */
  #length = 0
  /** Requests that were there before them. */
  #before = 0

  /** `kept`: that many of the newest can always be read, up to twice as many are held. */
  constructor(kept: number) {
    this.#kept = kept
    this.#columns = newRequestColumns(Math.min(kept, 256))
  }

  /** Requests ever added: what a reader remembers as its place. */
  get end(): number {
    return this.#before + this.#length
  }

  /** Requests that the memory held now has room for: at most twice those kept, or those kept and one block more. */
  get room(): number {
    return this.#columns.index.length
  }

  add(block: RequestColumns): void {
    const added = block.index.length
    if (this.#length + added > this.#columns.index.length) this.#makeRoom(added)
    copyRequests(block, this.#columns, this.#length)
    this.#length += added
  }

  /** The newest ones from `place` on, at most `kept`; a copy. */
  since(place: number): RequestColumns {
    const from = Math.max(0, this.#length - this.#kept, place - this.#before)
    return sliceRequests(this.#columns, Math.min(from, this.#length), this.#length)
  }

  #makeRoom(added: number): void {
    const dropped = this.#length + added > 2 * this.#kept ? Math.max(0, this.#length - this.#kept) : 0
    const rest = this.#length - dropped
    const wanted = Math.max(rest + added, Math.min(2 * this.#kept, 2 * this.#columns.index.length))
    const room = wanted > this.#columns.index.length ? newRequestColumns(wanted) : this.#columns
    copyRequests(sliceRequests(this.#columns, dropped, this.#length), room, 0)
    this.#columns = room
    this.#length = rest
    this.#before += dropped
  }
}
