import { describe, expect, it, vi } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts'
import { sessionEvidence } from '../../../../src/core/diagnosis/evidence.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { labScenario } from '../../../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../../../src/sim/lab/virtual/run.ts'

// A simulated session is minutes long, and other programs may want the processor too.
vi.setConfig({ testTimeout: 120_000 })

const healthy = runInLab({ scenario: labScenario('healthy-batching'), seed: 11, noise: 'low', set: 'tuning' })

/** The machine has 16 cores: the tool's use of `ownCores` of them is in the total. */
function busy(totalPercent: number, ownCores: number): StoredSession {
  const total = healthy.telemetry.map((series): SignalSeries => (series.signal === 'cpu.total' ? { ...series, value: series.value.map((value, i) => (series.tMs[i]! < 10_000 ? totalPercent : value)) } : series))
  const tMs = Float64Array.from({ length: 40 }, (_, i) => 500 + i * 1_000)
  const own: SignalSeries = { source: 'client', device: 'app', deviceLabel: '', signal: 'proc.cpu', unit: '%', windowMs: 1_000, reason: null, tMs, value: tMs.map(() => 100 * ownCores) }
  return { ...healthy, telemetry: [...total, own] }
}

/** Those of R3, with their kind. */
const disturbances = (stored: StoredSession) => diagnose(sessionEvidence(stored, analyseSession(stored))).causes.filter(({ rule }) => rule === 'R3').map(({ id, kind }) => `${id}/${kind}`)
const lab = (id: string) => runInLab({ scenario: labScenario(id), seed: 12, noise: 'medium', set: 'tuning' })

/** Nobody knows what the server used. */
function withoutServer(stored: StoredSession): StoredSession {
  return { ...stored, telemetry: stored.telemetry.filter(({ signal }) => signal !== 'srv.cpu') }
}

describe('others on the processor before the run', () => {
  it('are told from the tool itself', () => {
    expect(disturbances(busy(25, 0))).toHaveLength(1)
    expect(disturbances(busy(25, 1))).toHaveLength(1)
    expect(disturbances(busy(25, 3))).toEqual([])
  })

  it('are a note when they were gone before anything was measured', () => {
    expect(disturbances(busy(25, 0))).toEqual(['other-load/note'])
  })

  it('disturb, when each time they come answers slow down', () => {
    const stored = lab('disturbed-now-and-then')
    const { causes: [first] } = diagnose(sessionEvidence(stored, analyseSession(stored)))
    expect(first).toMatchObject({ id: 'run-disturbed', kind: 'invalid', confidence: 'likely' })
    const pace = first?.evidence.find(({ name }) => name === 'paceWhileOthers')
    expect(pace?.value).toBeGreaterThan(1.3 * (pace?.against ?? Infinity))
  })

  it('are a note when answers are no slower while they are there', () => {
    const stored = lab('disturbed-now-and-then')
    const calm = lab('healthy-slots')
    // Their coming and going in one run, the answers of another.
    const swapped = { ...calm, telemetry: calm.telemetry.map((series): SignalSeries => {
      if (series.signal !== 'cpu.total') return series
      return { ...series, value: series.value.map((value, i) => (series.tMs[i]! % 14_000 < 6_000 ? Math.min(100, value + 45) : value)) }
    }) }
    expect(disturbances(stored)).toEqual(['run-disturbed/invalid'])
    expect(disturbances(swapped)).toEqual(['other-load/note'])
  })

  it('are a caveat below the missing slots, when they can account for too little of it', () => {
    const stored = lab('slots-beside-others')
    const { causes } = diagnose(sessionEvidence(stored, analyseSession(stored)))
    expect(causes[0]?.id).toBe('parallel-slots')
    const other = causes.find(({ id }) => id === 'other-load')
    expect(other?.kind).toBe('caveat')
    const able = other?.evidence.find(({ name }) => name === 'canSlow')
    expect(able?.against).toBeGreaterThan(2 * (able?.value ?? Infinity))
  })

  it('disturb, as far as can be told, where the part of the server is not known', () => {
    expect(disturbances(withoutServer(lab('slots-beside-others')))).toEqual(['run-disturbed/invalid'])
  })
})

describe('a client that breaks its own limits', () => {
  const causesOf = (stored: StoredSession) => diagnose(sessionEvidence(stored, analyseSession(stored))).causes.filter(({ rule }) => rule === 'R1')

  it('by little is a caveat with the figure that broke them, and by how much times may be off', () => {
    const stored = lab('client-late')
    const { client } = analyseSession(stored)
    expect(client.valid).toBe(false)
    const [doubt, ...others] = causesOf(stored)
    expect(others).toEqual([])
    expect(doubt).toMatchObject({ id: 'client-doubt', kind: 'caveat' })
    expect(doubt?.evidence.map(({ name }) => name).toSorted()).toEqual(['mayBeOffBy', 'loopDelayP99', ...(client.reasons.includes('schedule-lag') ? ['scheduleLagP99'] : [])].toSorted())
    for (const { value, against, name } of doubt?.evidence.slice(1) ?? []) expect([name, (value ?? 0) > (against ?? Infinity)]).toEqual([name, true])
  })

  it('by much is the first cause, and not a caveat, too', () => {
    expect(causesOf(lab('client-saturated')).map(({ id }) => id)).toEqual(['client-saturated'])
  })

  it('is named whenever the run is marked invalid, and never when it is not', () => {
    for (const id of ['client-late', 'client-saturated', 'healthy-slots', 'queueing']) {
      const stored = lab(id)
      const { client, stages } = analyseSession(stored)
      const isMarked = [client, ...stages.map((stage) => stage.client)].some(({ reasons }) => reasons.some((reason) => reason !== 'not-measured'))
      expect([id, causesOf(stored).length]).toEqual([id, Number(isMarked)])
    }
  })
})
