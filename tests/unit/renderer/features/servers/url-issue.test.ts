import { expect, it } from 'vitest'
import { parseTypedUrl } from '../../../../../src/node/servers/server-url.ts'
import { urlIssue } from '../../../../../src/renderer/src/features/servers/url-issue.ts'

it.each([
  ['', 'empty'],
  ['http://', 'unreadable'],
  ['two words', 'unreadable'],
  ['ftp://h', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['http://user:pass@h', 'userinfo'],
  ['169.254.169.254', 'metadata'],
  ['http://metadata.google.internal/v1', 'metadata'],
] as const)('%j: %s, and the main process refuses it too', (text, issue) => {
  expect(urlIssue(text)).toBe(issue)
  expect(parseTypedUrl(text).ok).toBe(false)
})

it.each(['127.0.0.1:8080', 'localhost:11434', 'https://h/v1', ' http://[::1]:8000 '])('%j is fine, and the main process takes it', (text) => {
  expect(urlIssue(text)).toBeNull()
  expect(parseTypedUrl(text).ok).toBe(true)
})
