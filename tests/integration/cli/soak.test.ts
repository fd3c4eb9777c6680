/** A short soak on the command line: it ends by itself, its slices are stored and hold what the requests say, and nothing piles up while it lasts. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod'
import type { sessionExportSchema } from '../../../src/shared/schema/export/v1.ts'
import { startSimulator, type Simulator } from '../../../src/sim/server.ts'

const entry = resolve('src/cli/index.ts')
const folder = mkdtempSync(join(tmpdir(), 'dyno-soak-'))
const db = join(folder, 'sessions.sqlite')
const users = 2
const sliceMs = 5_000

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, machine: { decodeMs: 1, decodeMsPerSequence: 0.1 } })
})
afterAll(async () => {
  await simulator.close()
  rmSync(folder, { recursive: true })
})

function dyno(...args: readonly string[]): Promise<{ readonly code: number | string | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [entry, ...args, '--lang', 'en', '--db', db], { timeout: 80_000 }, (error, stdout, stderr) => done({ code: error === null ? 0 : (error.code ?? null), stdout, stderr }))
  })
}

function readSession(name: string): z.infer<typeof sessionExportSchema> {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as z.infer<typeof sessionExportSchema>
}

/** The most requests that were open at one instant. */
function mostOpen(requests: readonly { readonly sentAtMs: number | null; readonly endAtMs: number }[]): number {
  const steps = requests.flatMap(({ sentAtMs, endAtMs }) => (sentAtMs === null ? [] : [[sentAtMs, 1], [endAtMs, -1]] as const)).toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  let [open, most] = [0, 0]
  for (const [, step] of steps) most = Math.max(most, (open += step))
  return most
}

it('ends, and stores slices that hold what the requests say', async () => {
  const ran = await dyno('run', '--url', simulator.url, '--soak', '12s', '--concurrency', String(users), '--think-time', '0.1', '--no-telemetry', '--prompt-tokens', '20', '--output-tokens', '8', '--warmup', '1', '--json', join(folder, 'run.json'))
  expect(ran.code, ran.stderr).toBe(0)
  expect(ran.stdout).toContain('Slices of the soak')
  expect((await dyno('show', 'last', '--json', join(folder, 'shown.json'))).code).toBe(0)
  const [fresh, stored] = [readSession('run.json'), readSession('shown.json')]
  expect(fresh.plan).toMatchObject({ soak: { sliceMs }, stageDurationMs: 12_000, stageRequests: null })
  expect(stored.soak).toEqual(fresh.soak)
  expect(stored.soak).toMatchObject({ sliceMs })

  const { soak, requests, stages: [stage] } = stored
  const { slices } = soak!
  const sent = requests.filter(({ warmup }) => !warmup)
  expect(slices).toHaveLength(2)
  for (const [i, slice] of slices.entries()) {
    expect(slice.fromMs - stage!.startMs).toBeCloseTo(i * sliceMs, 3)
    const within = (ms: number | null): boolean => ms !== null && ms >= slice.fromMs && ms < slice.toMs
    expect(slice.n).toBe(sent.filter(({ sentAtMs, outcome }) => outcome === 'ok' && within(sentAtMs)).length)
    expect(slice.n).toBeGreaterThan(0)
    expect(slice.failures).toBe(0)
    expect(Math.round(slice.completedQps * (sliceMs / 1000))).toBe(sent.filter(({ endAtMs, outcome }) => outcome === 'ok' && within(endAtMs)).length)
    expect(slice.measuredConcurrency).toBeLessThanOrEqual(users)
  }
  expect(mostOpen(sent)).toBeLessThanOrEqual(users)
  expect(new Set(sent.map(({ index }) => index)).size).toBe(sent.length)
  // A user waits between two requests: more of them than that allows would have been sent on top of others.
  expect(sent.length).toBeLessThanOrEqual(users * (12_000 / 100 + 1))
}, 90_000)

it('ends at a number of requests too, before its time', async () => {
  const { code, stderr } = await dyno('run', '--url', simulator.url, '--soak', '2h', '--requests', '6', '--no-calibrate', '--no-telemetry', '--prompt-tokens', '20', '--output-tokens', '4', '--warmup', '1', '--json', join(folder, 'few.json'))
  expect(code, stderr).toBe(0)
  const { plan, soak, requests } = readSession('few.json')
  expect(plan).toMatchObject({ stages: [{ concurrency: 4 }], soak: { sliceMs: 300_000 } })
  expect(requests.filter(({ warmup }) => !warmup)).toHaveLength(6)
  expect(soak).toEqual({ sliceMs: 300_000, slices: [], drifts: [] })
}, 60_000)
