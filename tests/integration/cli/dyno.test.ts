/** The command line as a person uses it: real processes, exit codes, files. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { sessionExportSchema } from '../../../src/shared/schema/export/v1.ts'
import { startSimulator, type Simulator } from '../../../src/sim/server.ts'

type SessionExport = z.infer<typeof sessionExportSchema>

const entry = resolve('src/cli/index.ts')
const folder = mkdtempSync(join(tmpdir(), 'dyno-cli-'))
const db = join(folder, 'sessions.sqlite')

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 })
})
afterAll(async () => {
  await simulator.close()
  rmSync(folder, { recursive: true })
})

interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [entry, ...args], { env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const finished = once(child, 'close').then(([code]): Finished => ({ code: code as number | null, stdout, stderr }))
  return { child, finished, stderr: () => stderr }
}

function dyno(...args: readonly string[]): Promise<Finished> {
  return start(...args).finished
}

function readJson(name: string): SessionExport {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as SessionExport
}

const quick = ['--prompt-tokens', '20', '--output-tokens', '8', '--warmup', '1', '--no-telemetry', '--db', db]

describe('bad arguments', () => {
  it.each([
    [['run'], /--url/],
    [['run', '--url', 'http://127.0.0.1:1', '--concurrency', '1,x'], /whole number/],
    [['run', '--url', 'http://127.0.0.1:1', '--concurrency', '0'], /from 1 to/],
    [['run', '--url', 'http://127.0.0.1:1', '--requests', '-3'], /whole number/],
    [['run', '--url', 'http://127.0.0.1:1', '--nonsense'], /nonsense/],
    [['run', '--url', 'ftp://host', '--db', db], /ftp/],
    [['run', '--url', 'http://user:secret@127.0.0.1:1', '--db', db], /…@/],
    [['run', '--url', 'http://127.0.0.1:1', '--json', '/no/such/folder/x.json', '--db', db], /no\/such\/folder/],
    [['list', '--db', '/no/such/file.sqlite'], /no\/such\/file/],
    [['list', '--lang', 'fr'], /lang/],
    [['frobnicate'], /frobnicate/],
    [['calibrate', '--rate', '0', '--db', db], /tokens per second/],
    [['calibrate', '--streams', '1000', '--rate', '1000', '--seconds', '60', '--db', db], /more than/],
  ])('%j exits with 2 and the reason', async (args, reason) => {
    const { code, stderr } = await dyno(...args)
    expect(stderr).toMatch(reason)
    expect(stderr).not.toContain('secret')
    expect(code).toBe(2)
  })

  it('names the models when the wish is not among them', async () => {
    const { code, stderr } = await dyno('run', '--url', simulator.url, '--model', 'nope', ...quick)
    expect([code, stderr]).toEqual([2, expect.stringContaining(simulator.model)])
  })
})

it('says what to do when nothing listens, and exits with 1', async () => {
  const { code, stderr } = await dyno('run', '--url', 'http://127.0.0.1:9', ...quick)
  expect(code).toBe(1)
  expect(stderr).toContain('http://127.0.0.1:9')
  expect(stderr).toContain('ECONNREFUSED')
})

describe('a whole run', () => {
  it('measures, stores, exports, lists and shows', async () => {
    const json = join(folder, 'run.json')
    const html = join(folder, 'run.html')
    const run = await dyno('run', '--url', simulator.url, '--concurrency', '1,2', '--requests', '4', '--seed', '7', '--name', 'first', '--json', json, '--html', html, ...quick)
    expect(run.stderr).not.toContain('Error')
    expect(run.code).toBe(0)

    const session = readJson('run.json')
    const validate = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(JSON.parse(readFileSync('resources/session.schema.json', 'utf8')) as object)
    expect(validate(session), JSON.stringify(validate.errors)).toBe(true)
    expect(session.session.status).toBe('completed')
    expect(session.plan.seed).toBe(7)
    expect(session.requests.filter(({ warmup }) => !warmup)).toHaveLength(8)
    expect(session.requests.every(({ outcome, outputTokens, tokenSource }) => outcome === 'ok' && outputTokens === 8 && tokenSource === 'server-usage')).toBe(true)
    expect(readFileSync(html, 'utf8').includes('<bdi>first</bdi>')).toBe(true)

    const list = await dyno('list', '--db', db, '--json', '-')
    expect((JSON.parse(list.stdout) as { id: string; name: string; requests: number }[])[0]).toMatchObject({ id: session.session.id, name: 'first' })
    const shown = await dyno('show', session.session.id, '--db', db, '--json', join(folder, 'shown.json'))
    expect(shown.code).toBe(0)
    expect(readJson('shown.json')).toEqual(session)
    const one = await dyno('show', 'last', '--db', db, '--request', '1', '--json', join(folder, 'request.json'))
    expect([one.code, one.stdout]).toEqual([0, expect.stringMatching(/Request #1[\s\S]*prefill[\s\S]*decode/)])
    expect(readJson('request.json')).toMatchObject({ format: 'llm-dyno/request', request: { index: 1 }, telemetry: { prefillMs: [expect.any(Number), expect.any(Number)], signals: expect.any(Array) } })
    expect((await dyno('show', 'last', '--db', db, '--request', '99999')).code).toBe(2)
    const chinese = await dyno('show', 'last', '--db', db, '--lang', 'zh-CN')
    expect(chinese.stdout).toMatch(/首字延迟|吞吐/)
  })

  it('keeps what was measured when Ctrl-C stops it, and exits with 130', async () => {
    const run = start('run', '--url', simulator.url, '--concurrency', '2', '--duration', '60', '--json', join(folder, 'stopped.json'), ...quick)
    await expect.poll(run.stderr, { timeout: 15_000 }).toMatch(/1\/1/)
    await new Promise((done) => setTimeout(done, 500))
    run.child.kill('SIGINT')
    const { code } = await run.finished
    expect(code).toBe(130)
    const session = readJson('stopped.json')
    expect(session.session.status).toBe('stopped')
    expect(session.requests.length).toBeGreaterThan(1)
  })
})

it('calibrates, stores the result, and attaches it to the next session that it fits', async () => {
  const own = join(folder, 'calibrated.sqlite')
  const json = join(folder, 'calibration.json')
  const calibrate = await dyno('calibrate', '--streams', '2', '--rate', '50', '--seconds', '1', '--db', own, '--json', json)
  expect(calibrate.code, calibrate.stderr).toBe(0)
  expect(calibrate.stdout).toMatch(/TTFT error/)
  const calibration = JSON.parse(readFileSync(json, 'utf8')) as SessionExport['client']['calibration']
  expect(calibration).toMatchObject({ load: { streams: 2, tokensPerS: 50, durationMs: 1000 }, ttftErrorMs: { n: expect.any(Number) } })
  expect(calibration?.gapErrorMs.n).toBeGreaterThan(10)

  const fits = await dyno('run', '--url', simulator.url, '--concurrency', '2', '--requests', '4', ...quick.slice(0, -1), own, '--json', join(folder, 'fits.json'))
  expect(fits.code, fits.stderr).toBe(0)
  expect(readJson('fits.json').client.calibration).toEqual(calibration)
  const wider = await dyno('run', '--url', simulator.url, '--concurrency', '3', '--requests', '3', ...quick.slice(0, -1), own, '--json', join(folder, 'wider.json'))
  expect(wider.stdout + wider.stderr).toMatch(/not calibrated/)
  expect(readJson('wider.json').client.calibration).toBeNull()
})

it('says in words what is wrong with a database', async () => {
  const broken = join(folder, 'broken.sqlite')
  writeFileSync(broken, 'this is no database, but long enough to be looked at'.repeat(20))
  const { code, stderr } = await dyno('run', '--url', simulator.url, ...quick.slice(0, -1), broken)
  expect(code).toBe(1)
  expect(stderr).toContain("The database can't be read.")
})

it('says so when a session does not exist', async () => {
  const { code, stderr } = await dyno('show', 'nope', '--db', db)
  expect(code).toBe(1)
  expect(stderr.length).toBeGreaterThan(10)
})
