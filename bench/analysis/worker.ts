/** Reads one session and works out all that is said of it, in a process of its own as the recorder does; prints what each step took. */
import { analyseSession } from '../../src/core/analysis/index.ts'
import { diagnose } from '../../src/core/diagnosis/diagnose.ts'
import { sessionEvidence } from '../../src/core/diagnosis/evidence.ts'
import { openStore } from '../../src/node/db/store.ts'
import { sessionId } from './make.ts'

export interface Step {
  readonly name: string
  readonly wallMs: number
  readonly cpuMs: number
}

export interface Report {
  readonly steps: readonly Step[]
  /** Most memory the process ever had, B. */
  readonly peakBytes: number
  readonly requests: number
  readonly stamps: number
}

const steps: Step[] = []

function timed<T>(name: string, work: () => T): T {
  const [wall, cpu] = [performance.now(), process.cpuUsage()]
  const result = work()
  const { user, system } = process.cpuUsage(cpu)
  steps.push({ name, wallMs: performance.now() - wall, cpuMs: (user + system) / 1_000 })
  return result
}

const store = openStore(process.argv[2] ?? '')
const stored = timed('read', () => store.load(sessionId))
if (stored === null) throw new Error('no such session')
const analysis = timed('figures', () => analyseSession(stored))
const facts = timed('facts for a diagnosis', () => sessionEvidence(stored, analysis))
timed('diagnosis', () => diagnose(facts))
store.close()
const stamps = stored.requests.reduce((sum, { chunkAtMs }) => sum + chunkAtMs.length, 0)
const report: Report = { steps, peakBytes: process.resourceUsage().maxRSS * 1024, requests: stored.requests.length, stamps }
process.stdout.write(`${JSON.stringify(report)}\n`)
