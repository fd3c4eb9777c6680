/** What the client of a memory measurement is asked to do, and what it reports. */

export interface MemoryJob {
  readonly url: string
  readonly model: string
  readonly streams: number
  /** That each stream has received when it is measured; one more ends it. */
  readonly tokens: number
}

export interface MemoryReport {
  readonly streams: number
  /** Resident memory of the whole process while all streams are open, bytes. */
  readonly rssBytes: number
}
