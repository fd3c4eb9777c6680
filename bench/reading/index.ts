/**
 * How long the recorder's loop is held while it compares two large sessions and opens a very large one, and how long the answers take.
 * `node bench/reading/index.ts [--requests 50000] [--huge 1000000] [--here]`; `--here` reads in the recorder's own thread.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { createRecorder, type Recorder } from '../../src/background/recorder.ts'
import type { SessionId } from '../../src/core/model/ids.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '50000' }, huge: { type: 'string', default: '1000000' }, here: { type: 'boolean', default: false } } })
const requests = Number(values.requests)
const huge = Number(values.huge)
const [a, b, large] = ['bench-a', 'bench-b', 'bench-huge'] as [SessionId, SessionId, SessionId]

/** Longest stop of this thread's loop and the time of the answer, ms. */
async function measured(name: string, ask: () => ReturnType<Recorder['call']>): Promise<void> {
  await sleep(200)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // The first turn only starts the clock.
  await sleep(20)
  const startMs = performance.now()
  const answer = await ask()
  const tookMs = performance.now() - startMs
  // A stop that has just ended is counted with the next turn.
  await sleep(20)
  delay.disable()
  const memory = (process.memoryUsage().rss / 2 ** 20).toFixed(0)
  const ms = (ns: number) => (ns / 1e6).toFixed(1).padStart(9)
  process.stdout.write(`${name.padEnd(44)}${answer.ok ? '' : answer.error.code} answer ${tookMs.toFixed(0).padStart(7)} ms, loop held: p99 ${ms(delay.percentile(99))} ms, longest ${ms(delay.max)} ms; ${memory} MiB\n`)
}

async function make(): Promise<void> {
  const code = `import(${JSON.stringify(new URL('../analysis/make.ts', import.meta.url).href)}).then(({ makeSession }) => {
    for (const id of ${JSON.stringify([a, b])}) makeSession(${JSON.stringify(dbPath)}, { requests: ${requests}, tokens: ${requests * 100}, stages: 4 }, id)
    if (${huge} > 0) makeSession(${JSON.stringify(dbPath)}, { requests: ${huge}, tokens: ${huge * 20}, stages: 4 }, ${JSON.stringify(large)})
  })`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code])
}

const folder = mkdtempSync(join(tmpdir(), 'dyno-bench-'))
const dbPath = join(folder, 'sessions.db')
try {
  // Elsewhere, so that its garbage is not collected while the loop is watched.
  await make()
  const thread = new URL('../../src/background/reader.worker.ts', import.meta.url)
  const recorder = createRecorder({ dbPath, appVersion: '0', self: 'app', ...(values.here ? {} : { reader: thread }) })
  let words = 0
  recorder.onMessage((message) => {
    if (message.type === 'opening') words += 1
  })
  await measured('nothing, for 3 s', async () => {
    await sleep(3_000)
    return recorder.call('sessions:list', null)
  })
  await measured('the list', () => recorder.call('sessions:list', null))
  await measured(`open one of ${requests}`, () => recorder.call('sessions:get', { sessionId: a }))
  await measured(`compare two of ${requests}`, () => recorder.call('sessions:compare', { sessionIds: [a, b] }))
  if (huge > 0) {
    words = 0
    await measured(`open one of ${huge}`, () => recorder.call('sessions:get', { sessionId: large }))
    process.stdout.write(`words about how far it is: ${words}\n`)
    await measured(`diagnose it`, () => recorder.call('sessions:diagnose', { sessionId: large, range: null }))
  }
  recorder.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
