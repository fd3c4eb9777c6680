import { describe, expect, it, vi } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts'
import { sessionEvidence } from '../../../../src/core/diagnosis/evidence.ts'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import type { SignalSource } from '../../../../src/core/model/telemetry.ts'
import { labScenario } from '../../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../../src/sim/lab/virtual/run.ts'

// A simulated session is minutes long, and other programs may want the processor too.
vi.setConfig({ testTimeout: 120_000 })

const lab = (id: string) => runInLab({ scenario: labScenario(id), seed: 12, noise: 'low', set: 'tuning' })
const causesOf = (stored: StoredSession) => diagnose(sessionEvidence(stored, analyseSession(stored))).causes
const lost = (atMs: number, source: SignalSource): SessionEvent => ({ atMs, kind: 'sensor-gap', stage: null, detail: 'lost', source })

describe('sensors that fall silent', () => {
  const calm = lab('healthy-batching')
  const disturbed = (...events: readonly SessionEvent[]) => causesOf({ ...calm, events: [...calm.events, ...events] }).some(({ id }) => id === 'run-disturbed')

  it('disturb a run when they do so again and again', () => {
    expect(disturbed(lost(20_000, 'host'), lost(40_000, 'nvidia'), lost(60_000, 'host'))).toBe(true)
  })

  it('are one gap when they do so together', () => {
    expect(disturbed(lost(20_000, 'host'), lost(20_000, 'nvidia'), lost(20_300, 'client'))).toBe(false)
  })

  it('are no disturbance when it is the server that ended, or its own pages', () => {
    const died: SessionEvent = { atMs: 40_100, kind: 'server-died', stage: null, detail: 'ECONNREFUSED' }
    expect(disturbed(lost(20_000, 'host'), lost(40_000, 'nvidia'), lost(60_000, 'host'), died)).toBe(false)
    expect(disturbed(lost(20_000, 'metrics'), lost(40_000, 'server'), lost(60_000, 'metrics'))).toBe(false)
  })
})

describe('a model on the processor', () => {
  const calm = lab('healthy-cpu')
  const found = (stored: StoredSession) => causesOf(stored).find(({ id }) => id === 'cpu-only')

  it('is likely the ceiling when the server has the processor for itself', () => {
    expect(found(calm)).toMatchObject({ confidence: 'likely', counter: [] })
  })

  it('is not, when others had a part of it: they are named', () => {
    // The total stays; of it, half of the server's part is now somebody else's.
    const shared = { ...calm, telemetry: calm.telemetry.map((series) => (series.signal === 'srv.cpu' ? { ...series, value: series.value.map((value) => value / 2) } : series)) }
    const cause = found(shared)
    expect(cause?.confidence).toBe('consistent')
    expect(cause?.counter.map(({ name }) => name)).toEqual(['cpuOthers'])
    expect(cause?.counter[0]?.value).toBeGreaterThan(0.3)
    expect(cause?.counter[0]?.n).toBeGreaterThan(0)
  })
})
