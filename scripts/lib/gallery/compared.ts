// Sessions to be compared, made up in the lab: faster and slower ones, one with failures, one of another workload, one with few requests.

import type { SessionId } from '../../../src/core/model/ids.ts'
import type { Plan } from '../../../src/core/model/plan.ts'
import type { StoredSession } from '../../../src/core/model/stored-session.ts'
import { analyseSession } from '../../../src/core/analysis/index.ts'
import { summaryOf } from '../../../src/background/recorder/history.ts'
import { openStore } from '../../../src/node/db/store.ts'
import { createDraw } from '../../../src/sim/lab/draw.ts'
import { labScenario } from '../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../src/sim/lab/virtual/run.ts'

const FIRST_AT_MS = Date.UTC(2026, 2, 14, 9, 30)
const APART_MS = 20 * 60_000
const SHORT_MS = 6_000

/** One setting of the lab, its steps taking `pace` times as long. */
function labRun(id: string, seed: number, pace: number, stageDurationMs?: number): StoredSession {
  const base = labScenario(id)
  const fixed = () => createDraw(3, 'tuning')
  return runInLab({
    scenario: {
      ...base,
      load: () => ({ ...base.load(fixed()), ...(stageDurationMs === undefined ? {} : { stageDurationMs }) }),
      behave: (_draw, load) => ({ ...base.behave(fixed(), load), step: ({ gpuMs, hostMs }) => ({ gpuMs: gpuMs * pace, hostMs: hostMs * pace }) }),
    },
    seed,
    noise: 'medium',
    set: 'tuning',
  })
}

function changed(stored: StoredSession, target: Partial<Plan['target']>, plan: Partial<Plan> = {}): StoredSession {
  const { meta } = stored
  return { ...stored, meta: { ...meta, plan: { ...meta.plan, ...plan, target: { ...meta.plan.target, ...target } } } }
}

/** By id, so that a scene can name them in an address. */
function made(): Readonly<Record<string, readonly [name: string, stored: StoredSession]>> {
  const model = 'Llama-3.1-8B-Instruct-Q4_K_M'
  const a = changed(labRun('healthy-batching', 600, 1), { model, engineVersion: '0.10.1' })
  return {
    'cmp-a': ['Q4_K_M on 0.10.1', a],
    'cmp-b': ['Q8_0 on 0.10.1', changed(labRun('healthy-batching', 601, 1.3), { model: 'Llama-3.1-8B-Instruct-Q8_0', engineVersion: '0.10.1' })],
    'cmp-c': ['Q4_K_M on 0.11.0', changed(labRun('healthy-batching', 602, 0.85), { model, engineVersion: '0.11.0' })],
    'cmp-d': ['With a chat template that fails now and then', changed(labRun('sporadic-5xx', 603, 1), { model, engineVersion: '0.11.0' })],
    'cmp-e': ['Longer answers', changed(labRun('kv-preemption', 604, 1), { model, engineVersion: '0.10.1' })],
    'cmp-f': ['Cut short', changed(labRun('healthy-batching', 605, 1, SHORT_MS), { model, engineVersion: '0.10.1' })],
  }
}

/** Puts them into a database, as if they had been run. */
export function fillCompared(databaseFile: string): void {
  const store = openStore(databaseFile)
  try {
    for (const [place, [id, [name, stored]]] of Object.entries(made()).entries()) {
      const { meta, requests, events, clientSamples, telemetry } = stored
      const createdAtMs = FIRST_AT_MS + place * APART_MS
      const pk = store.create({ id: id as SessionId, name, createdAtMs, plan: meta.plan, host: meta.host }, { pid: process.pid, start: null })
      store.write(pk, { requests, events, clientSamples, telemetry }, createdAtMs)
      store.finish(pk, { status: 'completed', failure: null, durationMs: meta.durationMs ?? 0 })
      store.setSummary(pk, summaryOf(analyseSession(stored)))
    }
    store.checkpoint()
  } finally {
    store.close()
  }
}
