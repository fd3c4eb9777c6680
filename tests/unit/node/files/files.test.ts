import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atomicWrite } from '../../../../src/node/files/atomic-write.ts'
import { safeName } from '../../../../src/node/files/safe-name.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

describe('atomicWrite', () => {
  test('replaces the content and leaves no temporary file', async () => {
    const folder = tempFolder()
    const path = join(folder, 'a.json')
    writeFileSync(path, 'old')
    await atomicWrite(path, 'new')
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(readdirSync(folder)).toEqual(['a.json'])
  })

  test('writes pieces in order', async () => {
    const path = join(tempFolder(), 'a.txt')
    await atomicWrite(path, ['one ', 'two ', 'three'])
    expect(readFileSync(path, 'utf8')).toBe('one two three')
  })

  test('content that fails half-way leaves the old file', async () => {
    const folder = tempFolder()
    const path = join(folder, 'a.txt')
    writeFileSync(path, 'old')
    function* failing() {
      yield 'half'
      throw new Error('broken')
    }
    await expect(atomicWrite(path, failing())).rejects.toThrow('broken')
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a.txt'])
  })

  test('a target that can not be replaced is an error without a leftover', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'taken'))
    await expect(atomicWrite(join(folder, 'taken'), 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/)
    expect(readdirSync(folder)).toEqual(['taken'])
  })
})

describe('safeName', () => {
  test.each([
    ['Llama 3 / 8B: "chat"?', 'Llama 3 8B chat'],
    ['../../etc/passwd', 'etc passwd'],
    ['CON', '_CON'],
    ['com1.html', '_com1.html'],
    ['  .hidden. ', 'hidden'],
    ['a\u0000b\nc\u202ed', 'a b c d'],
    ['会话 一', '会话 一'],
    ['...', 'session'],
    ['', 'session'],
  ])('%j becomes %j', (text, name) => {
    expect(safeName(text)).toBe(name)
  })

  test('any text gives a name that stays in its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = safeName(text)
        expect(name).not.toMatch(/[<>:"/\\|?*\p{C}]/u)
        expect(name).not.toMatch(/^[\s.]|[\s.]$/)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(121)
        expect(name.length).toBeGreaterThan(0)
      }),
    )
  })
})
