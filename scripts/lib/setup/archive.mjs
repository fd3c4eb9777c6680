// Just enough of tar and zip to take a few files out of a package that is already in memory.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { gunzipSync, inflateRawSync } from 'node:zlib'

const TAR_BLOCK = 512
const ZIP_END = 0x06054b50
const ZIP_END_BYTES = 22
const ZIP_ENTRY = 0x02014b50
const ZIP_ENTRY_BYTES = 46
const ZIP_LOCAL_BYTES = 30
const STORED = 0
const DEFLATED = 8

/**
 * @param {Buffer} packed a gzipped tar
 * @param {string} name the file wanted
 * @returns {Buffer} its content
 */
export function readTarFile(packed, name) {
  const tar = gunzipSync(packed)
  for (let offset = 0; offset + TAR_BLOCK <= tar.length;) {
    const entryName = tar.toString('utf8', offset, offset + 100).replace(/\0.*$/s, '')
    const sizeBytes = Number.parseInt(tar.toString('ascii', offset + 124, offset + 136), 8)
    const start = offset + TAR_BLOCK
    if (entryName === name) return tar.subarray(start, start + sizeBytes)
    offset = start + Math.ceil((sizeBytes || 0) / TAR_BLOCK) * TAR_BLOCK
  }
  throw new Error(`${name} is not in the archive`)
}

/**
 * Unpacks part of a zip (no zip64, no encryption, no links).
 * @param {Buffer} zip
 * @param {string} folder
 * @param {(name: string) => string | null} place an entry's path in `folder`, or null to leave it out
 */
export function unzip(zip, folder, place) {
  for (const entry of zipEntries(zip)) {
    const target = entry.name.endsWith('/') ? null : place(entry.name)
    if (target === null) continue
    const file = join(folder, normalize(target))
    if (!file.startsWith(folder + sep)) throw new Error(`${entry.name} would leave the target folder`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, entryContent(zip, entry))
    if (entry.mode & 0o111) chmodSync(file, 0o755)
  }
}

/**
 * @param {Buffer} zip
 * @returns {Iterable<{name: string, mode: number, method: number, packedBytes: number, localOffset: number}>}
 */
function* zipEntries(zip) {
  let end = zip.length - ZIP_END_BYTES
  while (end >= 0 && zip.readUInt32LE(end) !== ZIP_END) end -= 1
  if (end < 0) throw new Error('the zip has no directory')
  const count = zip.readUInt16LE(end + 10)
  let offset = zip.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(offset) !== ZIP_ENTRY) throw new Error("the zip's directory is damaged")
    const nameBytes = zip.readUInt16LE(offset + 28)
    const nameStart = offset + ZIP_ENTRY_BYTES
    yield {
      name: zip.toString('utf8', nameStart, nameStart + nameBytes),
      mode: zip.readUInt32LE(offset + 38) >>> 16,
      method: zip.readUInt16LE(offset + 10),
      packedBytes: zip.readUInt32LE(offset + 20),
      localOffset: zip.readUInt32LE(offset + 42),
    }
    offset = nameStart + nameBytes + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32)
  }
}

/**
 * @param {Buffer} zip
 * @param {{name: string, method: number, packedBytes: number, localOffset: number}} entry
 */
function entryContent(zip, entry) {
  const { localOffset } = entry
  const start = localOffset + ZIP_LOCAL_BYTES + zip.readUInt16LE(localOffset + 26) + zip.readUInt16LE(localOffset + 28)
  const packed = zip.subarray(start, start + entry.packedBytes)
  if (entry.method === STORED) return packed
  if (entry.method === DEFLATED) return inflateRawSync(packed)
  throw new Error(`${entry.name} is packed with the unknown method ${entry.method}`)
}
