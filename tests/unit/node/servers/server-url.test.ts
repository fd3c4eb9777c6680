/** What a person types becomes a safe URL or a reason. */
import { describe, expect, it } from 'vitest'
import { isLoopbackHost, parseTypedUrl, urlText } from '../../../../src/node/servers/server-url.ts'

describe('parseTypedUrl', () => {
  it.each([
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['localhost:11434', 'http://localhost:11434'],
    [' http://host:1/v1/ ', 'http://host:1/v1'],
    ['https://host/a/b?x=1#y', 'https://host/a/b'],
    ['[::1]:8000', 'http://[::1]:8000'],
  ])('reads %s', (text, expected) => {
    const url = parseTypedUrl(text)
    expect(url.ok && urlText(url.value)).toBe(expected)
  })
  it.each(['', 'http://', 'ftp://host', 'file:///x', 'http://user:pw@host', 'http://169.254.169.254/latest', 'http://[fd00:ec2::254]/', 'http://[::ffff:169.254.169.254]/', 'http://[fe80::1]/', 'javascript:alert(1)', 'http://a b'])(
    'refuses %s',
    (text) => {
      expect(parseTypedUrl(text).ok).toBe(false)
    },
  )
})

it('knows loopback hosts', () => {
  expect(['localhost', '127.0.0.1', '127.3.2.1', '[::1]', 'a.localhost'].every(isLoopbackHost)).toBe(true)
  expect(['192.168.0.1', 'localhost.example.org', '128.0.0.1', 'example.org'].some(isLoopbackHost)).toBe(false)
})
