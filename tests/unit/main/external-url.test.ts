/** What may be handed to the system's browser. */
import { describe, expect, it } from 'vitest'
import { isSafeExternalUrl } from '../../../src/main/security/external-url.ts'

describe('isSafeExternalUrl', () => {
  it.each(['https://example.org', 'https://example.org/a?b#c', 'https://docs.example.org:8443/x'])('lets %s out', (url) => {
    expect(isSafeExternalUrl(url)).toBe(true)
  })
  it.each([
    '', ' ', 'example.org', 'http://example.org', 'file:///etc/passwd', 'file://host/share', 'javascript:alert(1)', 'data:text/html,x', 'ms-settings:', 'smb://host/x',
    'ftp://example.org', 'vbscript:x', 'blob:https://example.org/1', 'app://bench/', 'mailto:a@b.c', 'https://user:pw@example.org', 'https://user@example.org',
    'https://localhost', 'https://intranet/x', 'ssh://example.org', 'tel:1', 'about:blank', 'chrome://gpu', 'view-source:https://example.org', '\\\\host\\share', 'C:\\x', '//example.org',
  ])('keeps %s in', (url) => {
    expect(isSafeExternalUrl(url)).toBe(false)
  })
})
