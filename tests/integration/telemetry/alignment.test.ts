/** Requests and sensors on one clock: what both sides wrote down about the same instants, on the monotonic clock, is what the session says. */
import { expect, it, onTestFinished } from 'vitest'
import { testPlan } from '../../../bench/support/plans.ts'
import { startSimProcess } from '../../../bench/support/sim-process.ts'
import { runRig } from '../../support/run-rig.ts'
import { timedNvidiaSmi } from '../../support/timed-nvidia-smi.ts'

interface Truth {
  readonly id: string
  readonly chunkNs: readonly number[]
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

it.each([
  { periodMs: 250, steps: 9, apartMs: 830 },
  { periodMs: 1_000, steps: 5, apartMs: 2_370 },
] as const)('a step of the GPU is recorded within one sampling period of the truth at $periodMs ms, beside requests whose tokens are too', async ({ periodMs, steps, apartMs }) => {
  const smi = timedNvidiaSmi()
  const sim = await startSimProcess(['--script-first-token-ms', '120', '--script-gap-ms', '20', '--script-tokens', '12'])
  onTestFinished(() => sim.stop())
  const rig = runRig({ nvidia: { find: () => smi.path } })
  await rig.ask('machine:sources', { off: [], periodsMs: { nvidia: periodMs } })
  const leadMs = 2_500
  const plan = testPlan(sim.apiBaseUrl, sim.model, {
    stages: [{ concurrency: 2 }], stageRequests: null, stageDurationMs: leadMs + steps * apartMs, telemetry: { enabled: true, baselineMs: 0, tailMs: periodMs * 2 },
  })
  const { originNs, sessionId } = await rig.begin(plan)
  // Every second one is high; the distance is no multiple of the period, so that each falls elsewhere in it.
  const trueMs = Array.from({ length: steps }, (_, i) => leadMs + i * apartMs)
  smi.setSteps(trueMs.map((ms, i) => ({ atNs: String(originNs + BigInt(Math.round(ms * 1e6))), util: i % 2 === 0 ? 90 : 10 })))
  const view = await rig.end('wait')

  const series = view.timeline.series.find(({ signal }) => signal === 'gpu.util')
  const samples = [...series?.tMs ?? []].map((atMs, i) => ({ atMs, util: series?.value[i] ?? Number.NaN }))
  const errors = trueMs.map((ms, i) => {
    const wanted = i % 2 === 0 ? 90 : 10
    const seen = samples.find(({ atMs, util }) => atMs >= ms - 1 && util === wanted)
    return (seen?.atMs ?? Number.POSITIVE_INFINITY) - ms
  })
  // Never before it happened: up to the first step nothing is high, and no sample knows of a step to come.
  const known = (atMs: number): readonly number[] => [0, ...trueMs.flatMap((ms, i) => (ms <= atMs ? [i % 2 === 0 ? 90 : 10] : []))]
  expect(samples.filter(({ atMs, util }) => !Number.isNaN(util) && !known(atMs).includes(util))).toEqual([])
  // And a period later at most; a machine that is short of time may be late once.
  expect(median(errors)).toBeLessThanOrEqual(periodMs)
  expect(errors.filter((error) => error > periodMs * 1.1).length).toBeLessThanOrEqual(1)

  // The same session's requests against what the simulator wrote down on the same clock.
  const truth = (await (await fetch(`${sim.url}/dyno/truth`)).text()).trim().split('\n').map((line) => JSON.parse(line) as Truth)
  const firstNs = new Map(truth.map(({ id, chunkNs }) => [id, chunkNs[0] ?? 0]))
  const late: number[] = []
  for (const index of view.timeline.requests.index.slice(2, 40)) {
    const { record } = await rig.ask('sessions:request', { sessionId, index })
    const sent = firstNs.get(String(index))
    if (sent !== undefined && record.firstTokenAtMs !== null) late.push(record.firstTokenAtMs - (sent - Number(originNs)) / 1e6)
  }
  expect(late.length).toBeGreaterThan(10)
  expect(Math.abs(median(late))).toBeLessThan(10)
}, 60_000)
