/** The engine in its worker thread, in a process of its own, measured while all its streams are open. Started by index.ts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startEngineRig } from '../support/engine-rig.ts'
import { testPlan } from '../support/plans.ts'
import type { MemoryJob, MemoryReport } from './job.ts'

/** Between the last token and the measurement, and between two looks, ms. */
const settleMs = 1_000
const lookMs = 100

const { url, model, streams, tokens } = JSON.parse(process.argv[2] ?? '{}') as MemoryJob
const rig = startEngineRig()
const running = rig.run(testPlan(`${url}/v1`, model, {
  workload: { shape: 'custom', promptTokens: 16, outputTokens: tokens + 1 },
  stages: [{ concurrency: streams }],
  stageRequests: streams,
  drainMs: 120_000,
}))
while (rig.collected.ticks.reduce((total, tick) => total + tick.tokens, 0) < streams * tokens) await sleep(lookMs)
await sleep(settleMs)
const open = rig.collected.ticks.at(-1)?.inFlight
const rssBytes = process.memoryUsage.rss()
const ended = await running
if (open !== streams || ended.status !== 'completed') throw new Error(`${open} of ${streams} streams were open, and the run ${ended.status}.`)
const report: MemoryReport = { streams, rssBytes }
process.stdout.write(`${JSON.stringify(report)}\n`)
await rig.close()
