/** Set-up must not empty the packages of another folder. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

/** Set-up is plain JavaScript without types. */
const { refuseLink } = (await import(new URL('../../../scripts/lib/setup/packages.mjs', import.meta.url).href)) as { readonly refuseLink: (folder: string) => void }

const folder = mkdtempSync(join(tmpdir(), 'dyno-setup-'))
afterAll(() => { rmSync(folder, { recursive: true }) })

it('refuses a node_modules that is a link, and says where it leads and what to do', () => {
  const real = join(folder, 'real')
  mkdirSync(real)
  writeFileSync(join(real, 'kept'), '')
  const link = join(folder, 'node_modules')
  symlinkSync(real, link)
  expect(() => { refuseLink(link) }).toThrow(/node_modules is a link to .*real.*npm ci would delete/)
  expect(() => { refuseLink(link) }).toThrow(/rm node_modules/)
  expect(existsSync(join(real, 'kept'))).toBe(true)
})

it('takes a folder, and none at all', () => {
  expect(() => { refuseLink(join(folder, 'real')) }).not.toThrow()
  expect(() => { refuseLink(join(folder, 'missing')) }).not.toThrow()
})
