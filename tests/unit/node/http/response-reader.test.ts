/** Every framing of HTTP/1.1, split anywhere, and every way to break it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HttpFormatError, ResponseReader } from '../../../../src/node/http/response-reader.ts'

interface Read {
  readonly heads: { status: number; keepAlive: boolean; headers: Record<string, string> }[]
  readonly body: string
  readonly ends: number
}

function read(raw: string | Buffer, cuts: readonly number[] = [], closes = false): Read {
  const heads: Read['heads'] = []
  let body = ''
  let ends = 0
  const reader = new ResponseReader({
    onHead: ({ status, keepAlive, headers }) => heads.push({ status, keepAlive, headers: Object.fromEntries(headers) }),
    onBody: (bytes, start, end) => (body += Buffer.from(bytes.subarray(start, end)).toString('latin1')),
    onEnd: () => (ends += 1),
  })
  reader.expect()
  const bytes = Buffer.from(raw)
  let from = 0
  for (const to of [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].toSorted((a, b) => a - b)) {
    reader.push(bytes, from, to)
    from = to
  }
  if (closes) reader.close()
  return { heads, body, ends }
}

const head = (...lines: string[]): string => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
const chunked = head('Transfer-Encoding: chunked')

describe('framing', () => {
  it('reads a body of known length and none at all', () => {
    expect(read(`${head('Content-Length: 5', 'X-A: 1', 'x-a:2')}hello`)).toEqual({ heads: [{ status: 200, keepAlive: true, headers: { 'content-length': '5', 'x-a': '1, 2' } }], body: 'hello', ends: 1 })
    expect(read(head('Content-Length: 0')).ends).toBe(1)
    expect(read('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ body: '', ends: 1, heads: [{ keepAlive: true }] })
  })

  it('reads chunks with extensions, upper-case sizes, padding and trailers', () => {
    expect(read(`${chunked}5\r\nhello\r\n1A;x="y;z"\r\n${'a'.repeat(26)}\r\n 1 \r\n!\r\n000\r\nX-Trailer: 1\r\n\r\n`)).toMatchObject({ body: `hello${'a'.repeat(26)}!`, ends: 1 })
  })

  it('accepts bare line feeds and a status line without a reason', () => {
    expect(read('HTTP/1.1 200\nTransfer-Encoding: chunked\n\n2\nhi\n0\n\n')).toMatchObject({ body: 'hi', ends: 1 })
  })

  it('reads until the peer closes where no length is given', () => {
    expect(read(`${head()}data`)).toMatchObject({ body: 'data', ends: 0, heads: [{ keepAlive: false }] })
    expect(read(`${head()}data`, [], true)).toMatchObject({ body: 'data', ends: 1 })
  })

  it('skips interim answers', () => {
    expect(read(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${head('Content-Length: 2')}ok`)).toMatchObject({ body: 'ok', heads: [{ status: 200 }] })
  })

  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n', true],
  ])('knows when the connection may be kept (%#)', (raw, keepAlive) => {
    expect(read(raw).heads[0]?.keepAlive).toBe(keepAlive)
  })

  it('gives the same for any split', () => {
    const chunk = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ';'), minLength: 1, maxLength: 40 })
    const extension = fc.constantFrom('', ';a', '; b=c', ' ')
    fc.assert(
      fc.property(fc.array(fc.tuple(chunk, extension), { maxLength: 8 }), fc.constantFrom('', 'A: b\r\n'), fc.array(fc.nat(600), { maxLength: 30 }), (chunks, trailer, cuts) => {
        const body = chunks.map(([text, ext]) => `${text.length.toString(16)}${ext}\r\n${text}\r\n`).join('')
        const result = read(`HTTP/1.1 103 Early\r\n\r\n${chunked}${body}0\r\n${trailer}\r\n`, cuts)
        expect(result).toMatchObject({ body: chunks.map(([text]) => text).join(''), ends: 1 })
      }),
      { numRuns: 3000 },
    )
  })
})

describe('broken answers', () => {
  it.each([
    ['SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['HTTP/2 200 OK\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    [head('Content-Length: 5, 6')],
    [head('Content-Length: -1')],
    [`${chunked}xyz\r\n`],
    [`${chunked}-5\r\n`],
    [`${chunked}2\r\nabc\r\n`],
    [`${head('Content-Length: 2')}okHTTP`],
    [`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`],
    [`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(70_000)}`],
    [`${chunked}5;${'e'.repeat(9_000)}`],
  ])('are refused (%#)', (raw) => {
    expect(() => read(raw)).toThrow(HttpFormatError)
  })

  it('never throws anything else, whatever comes', () => {
    fc.assert(
      fc.property(fc.constantFrom('', chunked, head('Content-Length: 9'), head()), fc.string({ unit: fc.constantFrom('\r', '\n', '0', 'f', ':', ' ', 'H', ';', '\u00ff'), maxLength: 60 }), (start, rest) => {
        try {
          read(start + rest, [], true)
        } catch (error) {
          expect(error).toBeInstanceOf(HttpFormatError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
