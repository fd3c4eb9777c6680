/** Our side: the engine in its worker thread, in a process of its own, measured like the peer. Started by index.ts. */
import { testPlan } from '../support/plans.ts'
import { startEngineRig } from '../support/engine-rig.ts'
import type { Job, Report } from './job.ts'

const watchMs = 100

const job = JSON.parse(process.argv[2] ?? '{}') as Job
const rig = startEngineRig({ fields: {}, requestIdPrefix: '' })
const planOf = (streams: number, answers: number) =>
  testPlan(`${job.url}/v1`, job.model, {
    workload: { shape: 'custom', promptTokens: 16, outputTokens: job.tokens },
    stages: [{ concurrency: streams }],
    stageRequests: streams * answers,
    drainMs: 120_000,
  })

await rig.run(planOf(job.warmStreams, 1))
await fetch(`${job.url}/dyno/truth`, { method: 'DELETE' })
const baseRssBytes = process.memoryUsage.rss()
let peakRssBytes = baseRssBytes
const watcher = setInterval(() => (peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss())), watchMs)
const before = process.cpuUsage()
const ended = await rig.run(planOf(job.streams, job.answers))
const { user, system } = process.cpuUsage(before)
clearInterval(watcher)
if (ended.status !== 'completed') throw new Error(`The run ${ended.status}: ${ended.failure?.detail ?? ''}`)
const originNs = Number(rig.originNs)
const stampsNs: number[][] = []
for (const { index, chunkAtMs } of rig.collected.requests) stampsNs[index] = Array.from(chunkAtMs, (atMs) => originNs + atMs * 1e6)
const report: Report = { stampsNs, cpuS: (user + system) / 1e6, baseRssBytes, peakRssBytes }
process.stdout.write(`${JSON.stringify(report)}\n`)
await rig.close()
