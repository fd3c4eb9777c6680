/** Which addresses may be talked to. */
import { describe, expect, it } from 'vitest'
import { requestHead } from '../../../../src/node/http/request-head.ts'
import { retryAfterMs } from '../../../../src/node/http/retry-after.ts'
import { isForbiddenAddress, parseServerUrl } from '../../../../src/node/http/url-policy.ts'

describe('parseServerUrl', () => {
  it.each(['http://127.0.0.1:8080/v1', 'https://example.test', 'http://[::1]:11434/v1', 'http://192.168.1.20:8000', 'http://localhost'])('accepts %s', (text) => {
    expect(parseServerUrl(text).ok).toBe(true)
  })

  it.each([
    ['localhost:8080', 'scheme'], ['ftp://x', 'scheme'], ['file:///etc/passwd', 'scheme'], ['javascript:alert(1)', 'scheme'], ['', 'not-a-url'], ['http://', 'not-a-url'],
    ['http://user:pw@host', 'user-info'], ['http://user@host', 'user-info'],
    ['http://169.254.169.254/latest', 'forbidden-address'], ['http://2852039166/', 'forbidden-address'], ['http://0xa9fea9fe/', 'forbidden-address'], ['http://[fe80::1]/', 'forbidden-address'],
    ['http://[::ffff:169.254.169.254]/', 'forbidden-address'], ['http://metadata.google.internal./', 'forbidden-address'], ['http://[fd00:ec2::254]/', 'forbidden-address'],
  ])('refuses %s (%s)', (text, code) => {
    expect(parseServerUrl(text)).toMatchObject({ ok: false, error: { code } })
  })

  it('knows forbidden addresses a name may resolve to', () => {
    expect(['169.254.0.1', 'fe80::1', 'febf::1', '100.100.100.200'].every(isForbiddenAddress)).toBe(true)
    expect(['127.0.0.1', '::1', '10.0.0.1', 'fec0::1', '169.253.1.1'].some(isForbiddenAddress)).toBe(false)
  })
})

describe('requestHead', () => {
  it('adds what a dialect wants, before the length', () => {
    expect(requestHead(new URL('http://h:1/v1/messages'), null, [['anthropic-version', '2023-06-01']])).toMatch(/\r\nanthropic-version: 2023-06-01\r\nContent-Length: $/u)
  })

  it('carries the key and asks for no compression', () => {
    expect(requestHead(new URL('http://h:1/v1/chat/completions?a=b'), 'k-1')).toBe(
      'POST /v1/chat/completions?a=b HTTP/1.1\r\nHost: h:1\r\nUser-Agent: llm-dyno\r\nAccept: text/event-stream, application/x-ndjson\r\nAccept-Encoding: identity\r\n' +
        'Content-Type: application/json\r\nConnection: keep-alive\r\nAuthorization: Bearer k-1\r\nContent-Length: ',
    )
  })

  it.each(['a\r\nX: y', 'a b', '', 'ключ'])('refuses a key that would break the header (%#)', (key) => {
    expect(() => requestHead(new URL('http://h'), key)).toThrow(RangeError)
  })
})

describe('retryAfterMs', () => {
  it('reads seconds and dates', () => {
    expect(retryAfterMs('2', 0)).toBe(2000)
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000)
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:10 GMT', 60_000)).toBe(0)
    expect(retryAfterMs('soon', 0)).toBeNull()
    expect(retryAfterMs(undefined, 0)).toBeNull()
  })
})
