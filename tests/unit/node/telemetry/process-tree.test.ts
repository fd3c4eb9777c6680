import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProcessTree, parsePidStat } from '../../../../src/node/telemetry/process-tree.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

function statLine(pid: number, name: string, parent: number, ticks: number, rssPages: number): string {
  const fields = Array.from({ length: 50 }, () => '0')
  fields[0] = 'S'
  fields[1] = String(parent)
  fields[11] = String(ticks)
  fields[17] = '3'
  fields[19] = '77'
  fields[21] = String(rssPages)
  return `${pid} (${name}) ${fields.join(' ')}`
}

function put(root: string, pid: number, parent: number, ticks: number, rssPages = 1): void {
  mkdirSync(join(root, String(pid)), { recursive: true })
  writeFileSync(join(root, String(pid), 'stat'), statLine(pid, 'a b) (c', parent, ticks, rssPages))
}

test('a name with blanks and brackets does not shift the fields', () => {
  expect(parsePidStat(statLine(7, 'we (ird) name', 3, 250, 2), 4_096)).toEqual({ parentPid: 3, cpuMs: 2_500, rssBytes: 8_192, threads: 3, startTicks: 77 })
  expect(parsePidStat('7 (cut', 4_096)).toBeNull()
})

describe('the tree', () => {
  test('holds all descendants but the excluded and theirs', () => {
    const root = tempFolder()
    put(root, 10, 1, 100, 1)
    put(root, 11, 10, 10, 2)
    put(root, 12, 11, 1, 4)
    put(root, 13, 10, 1_000, 100)
    put(root, 14, 13, 1_000, 100)
    put(root, 20, 1, 5_000, 1_000)
    const reading = createProcessTree(10, (pid) => pid === 13, root).read()
    expect([...(reading?.cpuMs.keys() ?? [])].toSorted()).toEqual([10, 11, 12])
    expect(reading?.rssBytes).toBe(7 * 4_096)
  })

  test('finds new children with the next scan, drops dead ones, and is null without its root', () => {
    const root = tempFolder()
    put(root, 10, 1, 1)
    const tree = createProcessTree(10, () => false, root, 2)
    tree.read()
    put(root, 11, 10, 1)
    expect(tree.read()?.cpuMs.size).toBe(1)
    expect(tree.read()?.cpuMs.size).toBe(2)
    rmSync(join(root, '11'), { recursive: true })
    expect(tree.read()?.cpuMs.size).toBe(1)
    rmSync(join(root, '10'), { recursive: true })
    expect(tree.read()).toBeNull()
  })
})
