import { describe, expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts'
import { rangeEvidence, sessionEvidence } from '../../../../src/core/diagnosis/evidence.ts'
import type { Diagnosis } from '../../../../src/core/model/diagnosis.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { storedSession } from '../../../../src/shared/schema/export/stored.ts'
import { readRealSession } from '../../../support/real-session.ts'

function open(name: string): StoredSession {
  const read = storedSession(readRealSession(name))
  if (!('session' in read)) throw new Error(JSON.stringify(read.issues))
  return read.session
}

function diagnosisOf(stored: StoredSession): Diagnosis {
  return diagnose(sessionEvidence(stored, analyseSession(stored)))
}

describe('real sessions of llama.cpp without a GPU', () => {
  it('names the missing parallel slots where there are fewer than users', () => {
    const { causes } = diagnosisOf(open('llamacpp-two-slots'))
    const slots = causes.find(({ id }) => id === 'parallel-slots')
    expect(slots).toMatchObject({ confidence: 'likely', stage: 3, kind: 'limit' })
    expect(slots?.evidence.find(({ name }) => name === 'slots')).toMatchObject({ value: 2 })
    expect(slots?.experiment?.plan.stages).toEqual([{ concurrency: 1 }, { concurrency: 2 }, { concurrency: 4 }])
    expect(causes[0]?.id).toBe('parallel-slots')
    expect(causes.find(({ rule }) => rule === 'R3')).toMatchObject({ id: 'other-load', kind: 'caveat' })
    expect(causes.map(({ id }) => id)).not.toContain('cold-start')
  })

  it('does not where there is a slot for each', () => {
    const ids = diagnosisOf(open('llamacpp-eight-slots')).causes.map(({ id }) => id)
    // Others took three quarters of this processor all the while, and nothing else explains its times.
    expect(ids[0]).toBe('run-disturbed')
    expect(ids).not.toContain('parallel-slots')
    expect(ids).not.toContain('queueing')
  })

  it.each(['llamacpp-two-slots', 'llamacpp-eight-slots'])('%s: says that there is no GPU and the processor is busy', (name) => {
    const { causes, questions } = diagnosisOf(open(name))
    expect(causes.find(({ id }) => id === 'cpu-only')).toMatchObject({ kind: 'note' })
    expect(questions.slice(0, 2).map(({ answer, gap }) => [answer, gap])).toEqual([['unknown', 'no-gpu'], ['unknown', 'no-gpu']])
  })

  it('works on a brushed part: the heaviest stage alone shows the queue', () => {
    const stored = open('llamacpp-two-slots')
    const analysis = analyseSession(stored)
    const last = analysis.stages.at(-1)!
    const ids = diagnose(rangeEvidence(stored, analysis, last.startMs, last.endMs)).causes.map(({ id }) => id)
    expect(ids).toContain('parallel-slots')
  })

  it('leaves out of a brushed part what happened before it', () => {
    const stored = open('ollama-four-parallel')
    const analysis = analyseSession(stored)
    const idsOf = (fromMs: number, toMs: number) => diagnose(rangeEvidence(stored, analysis, fromMs, toMs)).causes.map(({ id }) => id)
    expect(idsOf(0, 30_000)).toContain('cold-start')
    expect(idsOf(75_000, 95_000)).not.toContain('cold-start')
  })
})

describe('an export that is read back', () => {
  it('keeps the probe user out of the load, and where the machine was read from', () => {
    const document = readRealSession('llamacpp-two-slots')
    const whole = storedSession(document)
    const remote = { kind: 'agent' as const, address: '127.0.0.1:9000', machine: 'another', clock: null, lastSampleAtMs: null, scrapeIntervalMs: null, retention: null, gaps: 0, issue: null }
    const read = storedSession({ ...document, remote, requests: document.requests.map((request, i) => (i < 3 ? { ...request, role: 'probe' as const } : request)) })
    if (!('session' in whole) || !('session' in read)) throw new Error('not read')
    expect(read.session.requests).toHaveLength(whole.session.requests.length - 3)
    expect(read.session.probes).toHaveLength(3)
    expect(read.session.meta.remote).toEqual(remote)
    expect(whole.session.probes).toBeUndefined()
  })
})

describe('real sessions of other engines that run four requests at a time', () => {
  it.each(['vllm-four-sequences', 'ollama-four-parallel'])('%s: names the four for eight users, though no slots are told', (name) => {
    const [slots] = diagnosisOf(open(name)).causes
    expect(slots?.id).toBe('parallel-slots')
    expect(slots).toMatchObject({ stage: 3, kind: 'limit' })
    expect(slots?.evidence.find(({ name: figure }) => figure === 'decodingAtOnce')).toMatchObject({ value: 4, against: 8 })
  })

  it('notices that Ollama loaded its model', () => {
    expect(diagnosisOf(open('ollama-four-parallel')).causes.find(({ id }) => id === 'cold-start')).toMatchObject({ kind: 'note' })
  })
})
