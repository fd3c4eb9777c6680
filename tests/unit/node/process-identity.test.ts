import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { currentOwner, isAlive, processStart } from '../../../src/node/process-identity.ts'

const now = 1_000_000

describe('an owner', () => {
  test('lives while its process does, however long ago it wrote', () => {
    expect(isAlive(currentOwner(), 0, now)).toBe(true)
  })

  test('with a pid that another process got meanwhile is dead', () => {
    expect(isAlive({ pid: process.pid, start: 'other:1' }, now, now)).toBe(false)
  })

  test('without a known start counts by its pid and its last sign of life', () => {
    expect(isAlive({ pid: process.pid, start: null }, now - 1_000, now)).toBe(true)
    expect(isAlive({ pid: process.pid, start: null }, now - 120_000, now)).toBe(false)
    expect(isAlive({ pid: 99_999_999, start: null }, now, now)).toBe(false)
  })
})

test.runIf(process.platform === 'linux')('a process that ended has no start, also while nobody waited for it', async () => {
  const child = spawn('sleep', ['1000'])
  const pid = child.pid ?? 0
  expect(processStart(pid)).toMatch(/^[0-9a-f]{8}:\d+$/)
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  expect(processStart(pid)).toBeNull()
})
