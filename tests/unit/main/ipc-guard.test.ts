/** Only our own page may call. */
import { describe, expect, it } from 'vitest'
import { isTrustedSender } from '../../../src/main/security/ipc-guard.ts'

const origins = ['app://bench']
const frame = { url: 'app://bench/index.html#/servers' }
const sender = { id: 1, mainFrame: frame }
const trusted = new Set([1])

describe('isTrustedSender', () => {
  it('accepts the main frame of our window on our origin', () => {
    expect(isTrustedSender({ sender, senderFrame: frame }, trusted, origins)).toBe(true)
  })
  it('refuses a destroyed frame', () => {
    expect(isTrustedSender({ sender, senderFrame: null }, trusted, origins)).toBe(false)
  })
  it('refuses a frame inside the page', () => {
    expect(isTrustedSender({ sender, senderFrame: { ...frame } }, trusted, origins)).toBe(false)
  })
  it('refuses other web contents', () => {
    expect(isTrustedSender({ sender: { ...sender, id: 2 }, senderFrame: frame }, trusted, origins)).toBe(false)
  })
  it.each(['app://benchmark/index.html', 'app://bench.evil/', 'https://bench/', 'file:///index.html', 'about:blank', ''])('refuses %s', (url) => {
    const other = { url }
    expect(isTrustedSender({ sender: { id: 1, mainFrame: other }, senderFrame: other }, trusted, origins)).toBe(false)
  })
})
