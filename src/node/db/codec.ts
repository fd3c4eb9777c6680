/** Converts between model values and what SQLite columns hold. */

/** The bytes of a typed array. The view shares memory: bind it before the array changes. */
export function toBlob(array: Float64Array | Uint32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}

/** Copies: a BLOB may start at any offset of a pool, a Float64Array may not. A torn tail is dropped. */
export function toFloat64Array(blob: Buffer): Float64Array {
  const bytes = blob.byteLength - (blob.byteLength % 8)
  return new Float64Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + bytes))
}

export function toUint32Array(blob: Buffer): Uint32Array {
  const bytes = blob.byteLength - (blob.byteLength % 4)
  return new Uint32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + bytes))
}

/** A count as a server may have claimed it: anything that is no whole number is not known. */
export function toCount(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) ? value : null
}

export function toJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

/** Parses JSON that this app wrote itself; null stays null. */
export function fromJson<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T)
}
