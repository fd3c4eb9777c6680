/** Our side: the engine in its worker thread, in a process of its own, measured like the others. Started by index.ts. */
import { busySecond } from '../../src/core/analysis/client.ts'
import { testPlan } from '../support/plans.ts'
import { startEngineRig } from '../support/engine-rig.ts'
import type { Job, Report, UseSample } from './job.ts'

const watchMs = 100

const job = JSON.parse(process.argv[2] ?? '{}') as Job
const rig = startEngineRig({ fields: {}, requestIdPrefix: '' })
const planOf = (streams: number) =>
  testPlan(`${job.url}/v1`, job.model, {
    workload: { shape: 'custom', promptTokens: 16, outputTokens: job.tokens },
    stages: [{ concurrency: streams }],
    stageRequests: streams,
    drainMs: 120_000,
    engines: 1,
  })
function useNow(): UseSample {
  const { user, system } = process.cpuUsage()
  return [Number(process.hrtime.bigint()), (user + system) / 1e6, process.memoryUsage.rss()]
}

await rig.run(planOf(job.warmStreams))
await fetch(`${job.url}/dyno/truth`, { method: 'DELETE' })
const use = [useNow()]
const watcher = setInterval(() => use.push(useNow()), watchMs)
const ended = await rig.run(planOf(job.streams))
clearInterval(watcher)
if (ended.status !== 'completed') throw new Error(`The run ${ended.status}: ${ended.failure?.detail ?? ''}`)
const originNs = Number(rig.originNs)
const stampsNs: number[][] = []
for (const { index, chunkAtMs } of rig.collected.requests) stampsNs[index] = Array.from(chunkAtMs, (atMs) => originNs + atMs * 1e6)
const { samples } = rig.collected
const report: Report = {
  stampsNs,
  use,
  engine: {
    stampedBy: samples.every(({ stampedBy }) => stampedBy === 'kernel') ? 'kernel' : 'client',
    loopDelayP99Ms: busySecond(samples, (sample) => sample.loopDelayP99Ms),
    threadCpuPercent: busySecond(samples, (sample) => sample.cpuPercent),
  },
}
process.stdout.write(`${JSON.stringify(report)}\n`)
await rig.close()
