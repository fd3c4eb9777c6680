/** Files that are read again and again, and numbers out of their bytes. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { procFile } from '../../../../src/node/telemetry/proc-file.ts'
import { namedNumber, Scanner } from '../../../../src/node/telemetry/proc-scan.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

describe('a file that is read again and again', () => {
  test('gives what is in it now, also when it has grown beyond the buffer', () => {
    const path = join(tempFolder(), 'file')
    writeFileSync(path, 'one')
    const file = procFile(path)
    onTestFinished(() => file.close())
    expect(file.read().toString()).toBe('one')
    writeFileSync(path, 'x'.repeat(50_000))
    expect(file.read().toString()).toBe('x'.repeat(50_000))
    writeFileSync(path, 'two')
    expect(file.read().toString()).toBe('two')
  })

  test('throws what the system throws, and is found when it comes back', () => {
    const path = join(tempFolder(), 'file')
    const file = procFile(path)
    onTestFinished(() => file.close())
    expect(() => file.read()).toThrow(/ENOENT/)
    writeFileSync(path, 'here')
    expect(file.read().toString()).toBe('here')
    file.close()
    rmSync(path)
    expect(() => file.read()).toThrow(/ENOENT/)
  })
})

describe('scanning bytes', () => {
  test('words and numbers of a line, whatever blanks are between them', () => {
    const scanner = new Scanner(Buffer.from('  254 \t0 vda 10\nnext 7'))
    expect([scanner.number(), scanner.number(), scanner.word(), scanner.number()]).toEqual([254, 0, 'vda', 10])
    expect([scanner.number(), scanner.word()]).toEqual([Number.NaN, ''])
    scanner.nextLine()
    scanner.skip(1)
    expect([scanner.number(), scanner.isAtEnd]).toEqual([7, true])
  })

  test('a name is found only where a line begins with the whole of it', () => {
    const bytes = Buffer.from('xpgfault 1\npgfaults 2\npgfault 3\nSwapFree: 4 kB\n')
    expect(namedNumber(bytes, 'pgfault')).toBe(3)
    expect(namedNumber(bytes, 'SwapFree:')).toBe(4)
    expect(namedNumber(bytes, 'absent')).toBeNull()
  })

  test('reads each number as it was written', () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { minLength: 1, maxLength: 12 }), (numbers) => {
      const scanner = new Scanner(Buffer.from(numbers.join(' ')))
      expect(numbers.map(() => scanner.number())).toEqual(numbers)
    }))
  })
})
