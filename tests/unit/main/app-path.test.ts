/** The page's scheme serves the renderer's folder and nothing else. */
import fc from 'fast-check'
import { relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveAppPath } from '../../../src/main/security/app-path.ts'

const root = resolve('/srv/page')

describe('resolveAppPath', () => {
  it.each([
    ['app://bench/', 'index.html'],
    ['app://bench/index.html', 'index.html'],
    ['app://bench/assets/index-1.js', 'assets/index-1.js'],
    ['app://bench/index.html?x=1#/servers', 'index.html'],
  ])('serves %s', (url, expected) => {
    expect(resolveAppPath(root, url)).toBe(resolve(root, expected))
  })

  it.each([
    'app://bench/%2e%2e/secret', 'app://bench/..%2fsecret', 'app://bench/%2E%2E%2Fsecret', 'app://bench/a%00b', 'app://bench/..%5csecret',
    'app://bench/a\\..\\..\\secret%5c', 'app://other/index.html', 'file:///etc/passwd', 'http://bench/index.html', 'app://bench/%E0%A4%A', 'nonsense', '',
  ])('never leaves the folder for %s', (url) => {
    const path = resolveAppPath(root, url)
    if (path !== null) expect(relative(root, path)).not.toMatch(/^\.\.|^\//)
    if (/%2f|%5c|%00|%E0%A4%A|other|file:|http:|nonsense|^$/i.test(url)) expect(path).toBeNull()
  })

  it('stays inside for any path', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', 'a', '/', '%00', '%25', '~', 'C:', '%5c')), (parts) => {
        const path = resolveAppPath(root, `app://bench/${parts.join('/')}`)
        expect(path === null || !relative(root, path).startsWith('..')).toBe(true)
      }),
    )
  })
})
