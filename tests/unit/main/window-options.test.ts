/** The window's security settings are a golden object: a change here is a decision, not an accident. */
import { expect, it } from 'vitest'
import { contentSecurityPolicy } from '../../../src/main/security/content-security-policy.ts'
import { windowOptions } from '../../../src/main/window-options.ts'

it('isolates and sandboxes the page', () => {
  expect(windowOptions('/preload.cjs', true).webPreferences).toEqual({
    preload: '/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    spellcheck: false,
  })
})

it('serves the page with a strict policy', () => {
  expect(contentSecurityPolicy).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  )
})
