import { describe, expect, it, vi } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts'
import { sessionEvidence } from '../../../../src/core/diagnosis/evidence.ts'
import type { Diagnosis } from '../../../../src/core/model/diagnosis.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { batchingModel, cpuModel, slotModel } from '../../../../src/sim/lab/base.ts'
import { cpuOnly, desktop } from '../../../../src/sim/lab/machine-spec.ts'
import type { Behaviour, LabLoad } from '../../../../src/sim/lab/scenario.ts'
import { labScenario } from '../../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../../src/sim/lab/virtual/run.ts'

// A simulated session is minutes long, and other programs may want the processor too.
vi.setConfig({ testTimeout: 120_000 })

function session(load: Partial<LabLoad> & Pick<LabLoad, 'stages'>, behaviour: Behaviour): StoredSession {
  const scenario = { id: 'own', summary: '', expects: [], load: () => ({ stageDurationMs: 60_000, promptTokens: 128, outputTokens: 128, ...load }), behave: () => behaviour }
  return runInLab({ scenario, seed: 7, noise: 'medium', set: 'tuning' })
}

function diagnosisOf(stored: StoredSession): Diagnosis {
  return diagnose(sessionEvidence(stored, analyseSession(stored)))
}

/** The same sensors on a machine that only sends the requests. */
function sentFromAfar(stored: StoredSession): StoredSession {
  const { plan } = stored.meta
  return {
    ...stored,
    meta: { ...stored.meta, plan: { ...plan, target: { ...plan.target, apiBaseUrl: 'http://192.0.2.10:8000/v1' } } },
    telemetry: stored.telemetry.map((series) => (series.source === 'server' ? { ...series, tMs: new Float64Array(), value: new Float64Array(), reason: 'remote' } : series)),
  }
}

describe('what a diagnosis does not claim', () => {
  it.each(['thermal-throttling', 'swap-thrash', 'host-bound', 'vram-edge', 'weights-paged', 'memory-leak', 'power-limited'])('%s, when the sensors are those of a machine that only sends the requests', (id) => {
    const local = runInLab({ scenario: labScenario(id), seed: 5, noise: 'medium', set: 'tuning' })
    expect(diagnosisOf(local).causes[0]?.id).toBe(id)
    const { causes, questions } = diagnosisOf(sentFromAfar(local))
    expect(causes.map((cause) => cause.id)).not.toContain(id)
    expect(questions.map(({ answer, gap }) => ({ answer, gap }))).toEqual([0, 1, 2].map(() => ({ answer: 'unknown', gap: 'remote' })))
  })

  it('likely, while something speaks against it', () => {
    const { causes } = diagnosisOf(session({ stages: [{ concurrency: 1 }, { concurrency: 16 }] }, { model: { ...slotModel, slots: 8, decodeMsPerSequence: 4 }, machine: desktop, engine: 'llama.cpp' }))
    const [slots] = causes
    expect(slots).toMatchObject({ id: 'parallel-slots', confidence: 'consistent' })
    expect(slots?.counter.map(({ name }) => name)).toEqual(['slowdown'])
  })

  it('growth against a lighter load that was never run', () => {
    const { causes: [slots] } = diagnosisOf(session({ stages: [{ concurrency: 8 }] }, { model: { ...slotModel, slots: 2 }, machine: desktop, engine: 'llama.cpp' }))
    expect(slots?.id).toBe('parallel-slots')
    const names = slots?.evidence.map(({ name }) => name)
    expect(names).toContain('ttft')
    expect(names).not.toContain('ttftGrowth')
  })

  it('that memory does not climb, when there are too few requests to tell', () => {
    const behaviour: Behaviour = {
      model: batchingModel, machine: desktop, engine: 'vllm',
      shape: (gauges, { nowMs }) => {
        if (gauges.srvRssAnon !== null) gauges.srvRssAnon += nowMs * 5e4
      },
    }
    const { questions } = diagnosisOf(session({ stages: [{ concurrency: 1 }], stageDurationMs: 120_000, outputTokens: 800 }, behaviour))
    expect(questions.find(({ id }) => id === 'memory-climbing')).toMatchObject({ answer: 'unknown', gap: 'too-short' })
  })

  it('undetermined, where the ceiling of the processor is named', () => {
    const { causes, isUndetermined } = diagnosisOf(session({ stages: [{ concurrency: 1 }, { concurrency: 4 }], stageDurationMs: 120_000, promptTokens: 64, outputTokens: 64 }, { model: cpuModel, machine: cpuOnly, engine: 'llama.cpp' }))
    expect(causes.map(({ id }) => id)).toEqual(['cpu-only'])
    expect(isUndetermined).toBe(false)
  })

  it('nothing at all, when slow without a reason: then it says undetermined', () => {
    const { causes, isUndetermined } = diagnosisOf(session({ stages: [{ concurrency: 1 }] }, { model: { ...batchingModel, decodeMs: 150 }, machine: desktop, engine: 'vllm' }))
    expect({ causes, isUndetermined }).toEqual({ causes: [], isUndetermined: true })
  })
})
