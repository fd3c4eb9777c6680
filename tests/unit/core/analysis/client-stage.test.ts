/** The client judged stage by stage, and what the tool cost the machine. */
import { describe, expect, it } from 'vitest'
import { analyseSession, isClientLimited } from '../../../../src/core/analysis/index.ts'
import { clientCost } from '../../../../src/core/analysis/client-cost.ts'
import type { ClientProcess } from '../../../../src/core/model/client-health.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { formatterFor } from '../../../../src/core/format/index.ts'
import { clientLines, costText, limitedStagesText } from '../../../../src/core/report/client-text.ts'
import { textSummary } from '../../../../src/core/report/index.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'

const session = fakeStoredSession({ users: [1, 4, 8], stageMs: 6000 })
const t = createTranslate('en')
const f = formatterFor('en')
const worse = (stage: number, over: Partial<StoredSession['clientSamples'][number]>): StoredSession =>
  ({ ...session, clientSamples: session.clientSamples.map((sample) => (sample.stage === stage ? { ...sample, ...over } : sample)) })

describe('the client in each stage', () => {
  it('is judged by the stage’s own samples and requests', () => {
    const { stages } = analyseSession(worse(1, { loopDelayP99Ms: 9, loopDelayMaxMs: 40, cpuPercent: 90, parseBacklogBytes: 70_000 }))
    expect(stages.map(({ client }) => client.reasons)).toEqual([[], ['event-loop-delay', 'cpu'], []])
    expect(stages[1]?.client).toMatchObject({ valid: false, eventLoopDelayMs: { p99: 9, max: 40 }, cpuPercent: 90, parseBacklogBytes: 70_000 })
    for (const stage of stages) {
      const own = session.requests.filter((request) => request.stage === stage.index && !request.warmup)
      expect(stage.client.scheduleLagMs.n).toBe(own.filter(({ sentAtMs }) => sentAtMs !== null).length)
      expect(stage.client.connections).toEqual({ opened: own.filter(({ connection }) => connection === 'new').length, reused: own.filter(({ connection }) => connection === 'reused').length })
    }
  })

  it('has a core for each of its threads, and says how many shared the load', () => {
    const shared = analyseSession(worse(1, { cpuPercent: 150, lanes: 3, busiestCpuPercent: 60 }))
    expect(shared.stages.map(({ client }) => client.reasons)).toEqual([[], [], []])
    expect(shared.stages[1]?.client).toMatchObject({ cpuPercent: 150, lanes: 3, busiestCpuPercent: 60 })
    expect(shared.stages[0]?.client).not.toHaveProperty('lanes')
    expect(clientLines(shared.stages[1]!.client, f, t).join()).toContain('150 % · 3 engine threads, the busiest 60.0 %')
    expect(analyseSession(worse(1, { cpuPercent: 150, lanes: 3, busiestCpuPercent: 80 })).stages[1]?.client.reasons).toEqual(['cpu'])
  })

  it('is limited only where something is known against it', () => {
    const unmeasured = analyseSession({ ...session, clientSamples: [] })
    expect(unmeasured.stages.every(({ client }) => !client.valid && !isClientLimited(client))).toBe(true)
    expect(limitedStagesText(unmeasured, f)).toBeNull()
  })

  it('answers for an overflow in the stage where it happened', () => {
    const [, second] = session.stages
    const events = [...session.events, { atMs: (second?.startMs ?? 0) + 1, kind: 'queue-overflow' as const, stage: null, detail: null }]
    expect(analyseSession({ ...session, events }).stages.map(({ client }) => client.reasons)).toEqual([[], ['queue-overflow'], []])
  })

  it('is named with its users, in words', () => {
    const stored = worse(2, { loopDelayP99Ms: 12 })
    const analysis = analyseSession(stored)
    expect(limitedStagesText(analysis, f)).toBe('8')
    expect(textSummary(stored.meta, analysis, { language: 'en', t }).notes.join('\n')).toContain('The client was the bottleneck (load: 8)')
    const lines = clientLines(analysis.stages[2]!.client, f, t)
    expect(lines[0]).toBe('the thread that stamps tokens was held up')
    expect(lines).toHaveLength(7)
    expect(lines.join('\n')).toContain('12.0 ms')
  })

  it('says who stamped what arrived, also where that changed or was not recorded', () => {
    const firstOfStage = session.clientSamples.findIndex(({ stage }) => stage !== null)
    const stamped = (by: 'kernel' | 'client' | undefined, byFirst = by) =>
      analyseSession({ ...session, clientSamples: session.clientSamples.map((sample, i) => ({ ...sample, stampedBy: i === firstOfStage ? byFirst : by })) }).client
    expect([stamped('kernel'), stamped('client'), stamped('kernel', 'client'), stamped(undefined)].map(({ stampedBy }) => stampedBy)).toEqual(['kernel', 'client', 'mixed', null])
    expect(clientLines(stamped('kernel'), f, t).join('\n')).toContain('Arrivals stamped by: the kernel, as it received them')
  })
})

describe('what the tool cost', () => {
  const series = (device: ClientProcess, tMs: readonly number[], value: readonly number[]): SignalSeries =>
    ({ source: 'client', device, deviceLabel: device, signal: 'proc.cpu', unit: '%', windowMs: 1000, reason: null, tMs: Float64Array.from(tMs), value: Float64Array.from(value) })
  const stages = [{ startMs: 1000, endMs: 3000 }, { startMs: 10_000, endMs: 10_500 }]
  const cost = (telemetry: readonly SignalSeries[], apiBaseUrl = 'http://127.0.0.1:8080/v1') =>
    clientCost({ meta: { ...session.meta, plan: { ...session.meta.plan, target: { ...session.meta.plan.target, apiBaseUrl } } }, telemetry }, stages)

  it('is the mean of the time inside of stages, of every process', () => {
    // Of the sample at 3500 half a second counts, of that at 10,500 half a second; 5000 is between stages.
    const engine = series('engine', [2000, 3000, 3500, 5000, 10_500], [10, 20, 40, 99, 30])
    const found = cost([engine, series('recorder', [2000, 3000], [2, Number.NaN]), series('app', [2000], [8])])
    const engineMean = (10 + 20 + 40 * 0.5 + 30 * 0.5) / 3
    expect(found.parts).toEqual([{ process: 'engine', cpuPercent: engineMean }, { process: 'recorder', cpuPercent: 2 }, { process: 'app', cpuPercent: 8 }])
    expect(found.cpuPercent).toBeCloseTo(engineMean + 10)
    expect(found.machineShare).toBeCloseTo((engineMean + 10) / 100 / 32)
    expect([found.samples, found.isSameMachine]).toEqual([1, true])
  })

  it('does not count the engine twice where all is one process', () => {
    expect(cost([series('engine', [2000], [10]), series('app', [2000], [25])])).toMatchObject({ parts: [{ process: 'app', cpuPercent: 25 }], cpuPercent: 25 })
  })

  it('has no sum where a part is not known, and nothing without telemetry', () => {
    expect(cost([series('engine', [2000], [10]), series('recorder', [2000], [3])])).toMatchObject({ parts: [{ cpuPercent: 10 }, { cpuPercent: 3 }], cpuPercent: null, machineShare: null })
    expect(cost([])).toMatchObject({ parts: [], cpuPercent: null, machineShare: null, samples: 0 })
    expect(costText(cost([]), f, t)).toBe('–')
  })

  it('knows a forwarded port by the name of the machine that is read', () => {
    const through = (machine: string) => clientCost({ meta: { ...session.meta, remote: { kind: 'agent', address: 'h:1', machine, clock: null, lastSampleAtMs: null, scrapeIntervalMs: null, retention: null, gaps: 0, issue: null } }, telemetry: [] }, stages).isSameMachine
    expect([through('gpu-box'), through(session.meta.host?.hostname ?? '')]).toEqual([false, true])
  })

  it.each([
    ['http://localhost:1/v1', true], ['http://127.8.9.1/v1', true], ['http://[::1]:8080/v1', true], ['https://LOCALHOST', true],
    ['http://10.0.0.4:8080/v1', false], ['http://localhost.example.org/v1', false], ['http://127.0.0.1.example.org', false],
  ])('knows by the address whether the server had to do without it: %s', (url, isSame) => {
    expect(cost([], url).isSameMachine).toBe(isSame)
  })

  it('says so in words', () => {
    const all = [series('engine', [2000], [10]), series('recorder', [2000], [2]), series('app', [2000], [8])]
    expect(costText(cost(all), f, t)).toBe('20.0 % of one core · 0.625 % of the machine · engine 10.0 %, recorder 2.00 %, app 8.00 % · n\u00a0=\u00a01 · the server’s own machine')
    expect(costText(cost([series('app', [2000], [25])], 'http://10.0.0.4/v1'), f, t)).toBe('25.0 % of one core · 0.781 % of the machine · n\u00a0=\u00a01 · not the server’s machine, by its address')
  })
})
