/** Incremental reader of HTTP/1.1 responses on one connection: finds body bytes without copying them. */

/** The head of a response; names in lower case, repeated fields joined by ", ". */
export interface HttpHead {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  /** The connection may carry another request after this response. */
  readonly keepAlive: boolean
}

export interface ResponseListener {
  onHead(head: HttpHead): void
  /** Valid only during the call. */
  onBody(bytes: Uint8Array, start: number, end: number): void
  onEnd(): void
}

/** A response that breaks the protocol. */
export class HttpFormatError extends Error {}

export const maxHeadBytes = 64 * 1024
const maxChunkLineBytes = 8 * 1024
const maxFastDigits = 7
const lf = 10
const cr = 13

type State = 'head' | 'length' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailers' | 'until-close' | 'idle'

export class ResponseReader {
  private readonly listener: ResponseListener
  private state: State = 'idle'
  /** Bytes left of the body or of the chunk. */
  private left = 0
  private line = ''
  private lineBytes = 0
  private headLines: string[] = []

  constructor(listener: ResponseListener) {
    this.listener = listener
  }

  /** True between `expect` and the end of a response. */
  get isBusy(): boolean {
    return this.state !== 'idle'
  }

  /** In a body whose end shows only in its bytes, or in the end of the connection. */
  get isMidBody(): boolean {
    const { state } = this
    return state === 'chunk-data' || state === 'chunk-end' || state === 'chunk-size' || state === 'until-close'
  }

  /** A request was sent: the next bytes are its response. */
  expect(): void {
    this.state = 'head'
    this.headLines = []
    this.resetLine()
    this.lineBytes = 0
  }

  /** Takes the next bytes; throws HttpFormatError. Bytes after the end of the response are an error too. */
  push(bytes: Uint8Array, from: number, to: number): void {
    let at = from
    while (at < to) {
      switch (this.state) {
        case 'chunk-size':
        case 'chunk-end':
          at = this.line === '' ? this.pushFraming(bytes, at, to) : this.pushLine(bytes, at, to)
          break
        case 'head':
        case 'trailers':
          at = this.pushLine(bytes, at, to)
          break
        case 'length':
        case 'chunk-data':
          at = this.pushCounted(bytes, at, to)
          break
        case 'until-close':
          this.listener.onBody(bytes, at, to)
          return
        case 'idle':
          throw new HttpFormatError('the server sent bytes that belong to no request')
      }
    }
  }

  /** The peer closed: true when that is this response's proper end. */
  close(): boolean {
    if (this.state !== 'until-close') return false
    this.finish()
    return true
  }

  /** The usual framing of a chunk, whole and without extensions, costs no string; all else is left to `pushLine`. */
  private pushFraming(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    let size = 0
    if (this.state === 'chunk-size') {
      for (let digit = hexDigit(bytes[at]); digit >= 0 && at - from < maxFastDigits && at < to; digit = hexDigit(bytes[at])) {
        size = size * 16 + digit
        at += 1
      }
    }
    const isWhole = at + 1 < to && bytes[at] === cr && bytes[at + 1] === lf && (at > from || this.state === 'chunk-end')
    if (!isWhole) return this.pushLine(bytes, from, to)
    if (this.state === 'chunk-end') this.enter('chunk-size')
    else this.beginChunk(size)
    return at + 2
  }

  private beginChunk(size: number): void {
    this.left = size
    this.enter(size === 0 ? 'trailers' : 'chunk-data')
  }

  private pushLine(bytes: Uint8Array, from: number, to: number): number {
    let end = from
    while (end < to && bytes[end] !== lf) end += 1
    this.lineBytes += end - from
    if (this.lineBytes > (this.state === 'chunk-size' ? maxChunkLineBytes : maxHeadBytes)) throw new HttpFormatError('a header or chunk line is too long')
    this.line += latin1(bytes, from, end)
    if (end === to) return to
    const line = this.line.endsWith('\r') ? this.line.slice(0, -1) : this.line
    this.resetLine()
    this.takeLine(line)
    return end + 1
  }

  private takeLine(line: string): void {
    if (this.state === 'head') return this.takeHeadLine(line)
    if (this.state === 'chunk-size') return this.takeChunkSize(line)
    if (this.state === 'chunk-end') {
      if (line !== '') throw new HttpFormatError('a chunk is longer than it said')
      this.enter('chunk-size')
    } else if (line === '') this.finish()
  }

  private takeHeadLine(line: string): void {
    if (line !== '') {
      this.headLines.push(line)
      return
    }
    const [statusLine, ...fields] = this.headLines
    if (statusLine === undefined) return
    this.headLines = []
    const { status, isHttp11 } = parseStatusLine(statusLine)
    this.lineBytes = 0
    if (status >= 100 && status < 200) {
      if (status === 101) throw new HttpFormatError('the server wants to switch protocols')
      return
    }
    const headers = parseFields(fields)
    this.beginBody(status, headers, isHttp11)
  }

  private beginBody(status: number, headers: ReadonlyMap<string, string>, isHttp11: boolean): void {
    const connection = headers.get('connection')?.toLowerCase() ?? ''
    const encoding = headers.get('transfer-encoding')?.toLowerCase() ?? ''
    const length = headers.get('content-length')
    const noBody = status === 204 || status === 304
    const isChunked = /(?:^|,)\s*chunked\s*$/u.test(encoding)
    const isFramed = noBody || isChunked || length !== undefined
    const keepAlive = isFramed && (isHttp11 ? !/\bclose\b/u.test(connection) : /\bkeep-alive\b/u.test(connection))
    if (isChunked) this.enter('chunk-size')
    else if (length !== undefined && !noBody) this.beginLength(length)
    else if (!noBody) this.enter('until-close')
    this.listener.onHead({ status, headers, keepAlive })
    if (noBody || (this.state === 'length' && this.left === 0)) this.finish()
  }

  private beginLength(text: string): void {
    // Some proxies repeat the field; equal values are one.
    const values = new Set(text.split(',').map((value) => value.trim()))
    const [value = ''] = values
    if (values.size !== 1 || !/^\d{1,15}$/u.test(value)) throw new HttpFormatError(`bad Content-Length: ${text.slice(0, 60)}`)
    this.enter('length')
    this.left = Number(value)
  }

  private takeChunkSize(line: string): void {
    const size = /^[ \t]*([0-9a-f]{1,12})[ \t]*(?:;|$)/iu.exec(line)?.[1]
    if (size === undefined) throw new HttpFormatError(`bad chunk size: ${line.slice(0, 60)}`)
    this.beginChunk(Number.parseInt(size, 16))
  }

  private pushCounted(bytes: Uint8Array, from: number, to: number): number {
    const end = Math.min(to, from + this.left)
    this.left -= end - from
    const isLast = this.left === 0
    const wasChunk = this.state === 'chunk-data'
    if (isLast && wasChunk) this.enter('chunk-end')
    this.listener.onBody(bytes, from, end)
    if (isLast && !wasChunk) this.finish()
    return end
  }

  private enter(state: State): void {
    this.state = state
    this.lineBytes = 0
  }

  private finish(): void {
    this.enter('idle')
    this.listener.onEnd()
  }

  private resetLine(): void {
    this.line = ''
    if (this.state !== 'head' && this.state !== 'trailers') this.lineBytes = 0
  }
}

function parseStatusLine(line: string): { status: number; isHttp11: boolean } {
  const match = /^HTTP\/1\.([01]) (\d{3})(?: |$)/u.exec(line)
  if (match === null) throw new HttpFormatError(`not an HTTP answer: ${line.slice(0, 60)}`)
  return { status: Number(match[2]), isHttp11: match[1] === '1' }
}

function parseFields(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) throw new HttpFormatError(`bad header line: ${line.slice(0, 60)}`)
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return headers
}

/** The value of a hexadecimal digit, else -1. */
function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 0x20
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i += 1) text += String.fromCharCode(bytes[i] ?? 0)
  return text
}
