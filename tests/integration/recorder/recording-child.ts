/** A process of its own that records a run until it is killed. Prints the index of each request before handing it over. */
import { createRecorder } from '../../../src/background/recorder.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import { batchOf, planOf, requestAt } from '../../support/plain-batches.ts'

const [dbPath = '', nvidiaSmi = ''] = process.argv.slice(2)
const recorder = createRecorder({ dbPath, appVersion: '0', self: 'app', nvidia: { find: () => nvidiaSmi } })
const [engine, engineEnd] = memoryPortPair()
recorder.attachEngine(engineEnd)
const begun = await recorder.call('session:begin', { name: 'Killed', plan: planOf({ telemetry: { enabled: true, baselineMs: 0, tailMs: 0 } }) })
if (!begun.ok) throw new Error(begun.error.code)
const { sessionId, originNs } = begun.value
const nowMs = () => Number(process.hrtime.bigint() - BigInt(originNs)) / 1e6
const stage = { atMs: nowMs(), kind: 'stage-start', stage: 0, detail: null } as const
engine.post(batchOf(sessionId, nowMs(), { events: [stage] }))

let index = 0
setInterval(() => {
  const atMs = nowMs()
  process.stdout.write(`${index} ${atMs + 301}\n`)
  engine.post(batchOf(sessionId, atMs, { requests: [requestAt(index, atMs)] }))
  index += 1
}, 20)
