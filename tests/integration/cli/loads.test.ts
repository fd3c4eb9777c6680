/** Rates, SLOs, searches and plan files on the command line: real processes against the simulator. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod'
import type { SeriesView } from '../../../src/core/model/view.ts'
import type { sessionExportSchema } from '../../../src/shared/schema/export/v1.ts'
import { planFileText } from '../../../src/shared/schema/plan/file.ts'
import { startSimulator, type Simulator } from '../../../src/sim/server.ts'
import { testPlan } from '../../../bench/support/plans.ts'

const entry = resolve('src/cli/index.ts')
const folder = mkdtempSync(join(tmpdir(), 'dyno-loads-'))
const json = join(folder, 'run.json')

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, machine: { decodeMs: 1, decodeMsPerSequence: 0.1 } })
})
afterAll(async () => {
  await simulator.close()
  rmSync(folder, { recursive: true })
})

interface Finished {
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

function dyno(...args: readonly string[]): Promise<Finished> {
  return new Promise((done) => {
    execFile(process.execPath, [entry, ...args], (error, stdout, stderr) => done({ code: error === null ? 0 : (error.code ?? null), stdout, stderr }))
  })
}

const run = (...args: readonly string[]): Promise<Finished> => dyno('run', '--url', simulator.url, '--lang', 'en', '--db', join(folder, 'sessions.sqlite'), '--json', json, ...args)

const session = (): z.infer<typeof sessionExportSchema> => JSON.parse(readFileSync(json, 'utf8')) as z.infer<typeof sessionExportSchema>
const short = ['--no-telemetry', '--prompt-tokens', '20', '--output-tokens', '8', '--warmup', '1'] as const

function expectValid(): void {
  const validate = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(JSON.parse(readFileSync('resources/session.schema.json', 'utf8')) as object)
  expect(validate(session()), JSON.stringify(validate.errors)).toBe(true)
}

it('sends at a rate, and says how well the SLO was met', async () => {
  const { code, stdout } = await run('--rate', '20,40', '--arrival', 'constant', '--duration', '1', '--slo', 'ttft=5s,errors=0', '--fail-on-slo', ...short)
  expect(code).toBe(0)
  expectValid()
  expect(session().stages.map(({ concurrency, ratePerS, arrival, stopped, slo }) => [concurrency, ratePerS, arrival, stopped, slo?.miss])).toEqual([[null, 20, 'constant', null, null], [null, 40, 'constant', null, null]])
  expect(session().requests.filter(({ warmup }) => !warmup)).toHaveLength(60)
  expect(stdout).toContain('20 req/s constant')
  expect(stdout).toContain('100 % held')
})

it('exits with 3 when the SLO is missed', async () => {
  const { code, stdout } = await run('--concurrency', '1', '--requests', '3', '--slo', 'ttft=1ms', '--fail-on-slo', ...short)
  expect(code).toBe(3)
  expect(stdout).toContain('TTFT p95 was above its limit')
})

it('searches for the stable rate', async () => {
  const { code, stdout } = await run('--find-stable-qps', '--rate', '5', '--arrival', 'constant', '--duration', '0.3', '--pause', '0', '--slo', 'ttft=1ms', '--fail-on-slo', ...short)
  expect(code).toBe(3)
  expectValid()
  const { stable, stages } = session()
  expect(stable).toMatchObject({ stablePerS: null, end: 'never-stable', kneeMiss: 'ttft' })
  expect(stages.map(({ ratePerS }) => ratePerS)).toEqual(stable?.trials.map(({ ratePerS }) => ratePerS))
  expect(stdout).toContain('No rate held')
}, 30_000)

it('runs the plan of a file, and nothing beside it but another seed', async () => {
  const file = join(folder, 'plan.json')
  const { target: _target, version: _version, ...plan } = testPlan(simulator.url, 'm', { stages: [{ ratePerS: 30, arrival: 'poisson' }], stageRequests: 5 })
  writeFileSync(file, planFileText(plan))
  expect((await run('--plan', file, '--seed', '99')).code).toBe(0)
  expect(session().plan).toEqual({ version: 1, ...plan, seed: 99 })
  const refused = await run('--plan', file, '--rate', '2', '--warmup', '1')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('--rate, --warmup')
  writeFileSync(file, '{}')
  expect((await run('--plan', file)).code).toBe(2)
})

it('runs a plan whose prompts are in a file with that file alone', async () => {
  const [file, prompts, other] = [join(folder, 'plan.json'), join(folder, 'prompts.txt'), join(folder, 'other.txt')]
  writeFileSync(prompts, 'Why is the sky blue?\nWhat is rust?\n')
  writeFileSync(other, 'Something else\n')
  const sha256 = createHash('sha256').update(readFileSync(prompts)).digest('hex')
  const { target: _target, version: _version, ...plan } = testPlan(simulator.url, 'm', { stages: [{ ratePerS: 30, arrival: 'constant' }], stageRequests: 3 })
  const workload = { ...plan.workload, source: { kind: 'dataset', name: 'prompts.txt', format: 'text', sha256, count: 2 } } as const
  writeFileSync(file, planFileText({ ...plan, workload }))
  expect((await run('--plan', file, '--dataset', prompts)).code).toBe(0)
  expect(session().plan.workload).toEqual(workload)
  expect(session().requests.filter(({ warmup, outcome }) => !warmup && outcome === 'ok')).toHaveLength(3)
  const without = await run('--plan', file)
  expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('prompts.txt')])
  expect((await run('--plan', file, '--dataset', other)).code).toBe(2)
  expect((await run('--plan', file, '--dataset', prompts, '--turns', '2')).code).toBe(2)
})

it('replays a trace at its times and lengths, and names the lines that it leaves out', async () => {
  const file = join(folder, 'trace.jsonl')
  const request = (timestamp: number, input: number, output: number) => JSON.stringify({ timestamp, input_length: input, output_length: output, hash_ids: [1] })
  writeFileSync(file, `${[request(500, 600, 4), request(700, 600, 5), '{"timestamp": 800}', request(1300, 600, 6)].join('\n')}\n`)
  const { code, stdout, stderr } = await run('--trace', file, '--trace-scale', '2', '--no-telemetry', '--warmup', '2')
  expect(code).toBe(0)
  expectValid()
  expect(stderr).toContain('Line 3: input_length is not a whole number')
  expect(stdout).toContain('from a trace')
  const { stages, requests, plan } = session()
  expect(plan.stages).toMatchObject([{ arrival: 'trace', traceScale: 2 }])
  const sent = requests.filter(({ warmup }) => !warmup)
  expect(sent.map(({ dueAtMs }) => Math.round(dueAtMs - (stages[0]?.startMs ?? 0)))).toEqual([0, 100, 400])
  expect(sent.map(({ outputTokens }) => outputTokens)).toEqual([4, 5, 6])
  for (const { promptTokens } of sent) expect(Math.abs((promptTokens ?? 0) - 600)).toBeLessThan(60)
})

it('takes a trace for nothing else, and nothing else for a trace', async () => {
  const file = join(folder, 'prompts.jsonl')
  writeFileSync(file, '{"prompt": "Hello"}\n')
  expect(await run('--trace', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('is no trace') as string })
  expect(await run('--trace', join(folder, 'trace.jsonl'), '--rate', '2')).toMatchObject({ code: 2, stderr: expect.stringContaining('not with --trace') as string })
  expect(await run('--trace-scale', '2')).toMatchObject({ code: 2, stderr: expect.stringContaining('only with --trace') as string })
})

it('repeats two settings in turn, each run a session of its own, and says what the difference is worth', async () => {
  const other = join(folder, 'other.json')
  const { target: _target, version: _version, ...draft } = testPlan(simulator.url, 'any', { warmupRequests: 1, temperature: 1 })
  writeFileSync(other, planFileText(draft))
  const { code, stdout, stderr } = await run('--repeat', '2', '--versus-plan', other, '--concurrency', '1', '--requests', '4', ...short)
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('A against B, 2 runs each, in turn')
  expect(stdout).toContain('too few runs to tell it from chance')
  expect(stderr).toContain('run 4/4')
  const series = JSON.parse(readFileSync(json, 'utf8')) as SeriesView
  expect(series.sessions.map(({ place }) => place?.arm)).toEqual(['A', 'B', 'A', 'B'])
  const shown = await dyno('show', series.sessions[1]!.id, '--json', json, '--db', join(folder, 'sessions.sqlite'))
  expect(shown.code).toBe(0)
  expectValid()
  expect(session().session.series).toMatchObject({ arm: 'B', repeat: 1, repeats: 2 })
  expect((await dyno('show', series.analysis.seriesId, '--lang', 'en', '--db', join(folder, 'sessions.sqlite'))).stdout).toContain('4 of 4 runs are compared.')
}, 60_000)

it('refuses to compare something with itself', async () => {
  const { code, stderr } = await run('--versus-url', simulator.url, '--requests', '1', ...short)
  expect(code).toBe(2)
  expect(stderr).toContain('the same server, model and plan')
})

it('shows apart what a probe user feels beside the load', async () => {
  const { code, stdout } = await run('--concurrency', '3', '--duration', '2', '--probe', 'prompt=8,output=4,pause=100ms', ...short)
  expect(code).toBe(0)
  expectValid()
  const { probe, requests, plan, overall } = session()
  expect(plan.probe).toEqual({ promptTokens: 8, outputTokens: 4, pauseMs: 100 })
  const own = requests.filter(({ role }) => role === 'probe')
  expect(own.length).toBeGreaterThan(2)
  expect(own.every(({ outputTokens }) => outputTokens === 4)).toBe(true)
  const show = (...args: readonly string[]): Promise<Finished> => dyno('show', 'last', '--lang', 'en', '--db', join(folder, 'sessions.sqlite'), ...args)
  const listed = join(folder, 'requests.json')
  const list = await show('--requests', 'probe', '--json', listed)
  expect([list.code, list.stdout]).toEqual([0, expect.stringMatching(/P0 [\s\S]*probe user/)])
  expect((JSON.parse(readFileSync(listed, 'utf8')) as readonly { role: string }[]).map(({ role }) => role)).toEqual(own.map(() => 'probe'))
  expect((await show('--request', 'P1')).stdout).toMatch(/Request #P1/)
  const missing = await show('--request', `P${own.length}`)
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining(`${own.length} of the probe user`)])
  expect(probe?.overall.requests).toBe(own.filter(({ outcome }) => outcome !== 'cancelled').length)
  expect(overall.metrics['outputTokens']).toMatchObject({ min: 8, max: 8 })
  expect(stdout).toContain('Probe user')
})
