import { expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts'
import { sessionEvidence } from '../../../../src/core/diagnosis/evidence.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { labScenario } from '../../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../../src/sim/lab/virtual/run.ts'

const healthy = runInLab({ scenario: labScenario('healthy-batching'), seed: 11, noise: 'low', set: 'tuning' })

/** The machine has 16 cores: the tool's use of `ownCores` of them is in the total. */
function busy(totalPercent: number, ownCores: number): StoredSession {
  const total = healthy.telemetry.map((series): SignalSeries => (series.signal === 'cpu.total' ? { ...series, value: series.value.map((value, i) => (series.tMs[i]! < 10_000 ? totalPercent : value)) } : series))
  const tMs = Float64Array.from({ length: 40 }, (_, i) => 500 + i * 1_000)
  const own: SignalSeries = { source: 'client', device: 'app', deviceLabel: '', signal: 'proc.cpu', unit: '%', windowMs: 1_000, reason: null, tMs, value: tMs.map(() => 100 * ownCores) }
  return { ...healthy, telemetry: [...total, own] }
}

const ids = (stored: StoredSession) => diagnose(sessionEvidence(stored, analyseSession(stored))).causes.map(({ id }) => id)

it('blames others for what they use, and not for what the tool itself does', () => {
  expect(ids(busy(25, 0))).toContain('run-disturbed')
  expect(ids(busy(25, 1))).toContain('run-disturbed')
  expect(ids(busy(25, 3))).not.toContain('run-disturbed')
})
