/** Both languages have the same keys and parameters, and every name of the model has its words. */
import { arrivalKinds, stageStops } from '../../../../src/core/model/load.ts'
import { searchEnds, sloMisses } from '../../../../src/core/model/plan.ts'
import { describe, expect, it } from 'vitest'
import { holdReasons } from '../../../../src/core/analysis/throttle-shares.ts'
import { throttleBits } from '../../../../src/core/events/throttle.ts'
import * as keys from '../../../../src/core/format/index.ts'
import { metricNames, type ErrorClass } from '../../../../src/core/model/analysis.ts'
import type { ClientInvalidReason } from '../../../../src/core/model/client-health.ts'
import { errorReadingIds, readingEvidenceNames } from '../../../../src/core/model/error-chain.ts'
import { outcomes } from '../../../../src/core/model/outcome.ts'
import { apiKinds, type ServerEngine } from '../../../../src/core/model/plan.ts'
import { requestLabelKinds } from '../../../../src/core/model/request-labels.ts'
import type { TokenSource } from '../../../../src/core/model/request.ts'
import type { SessionEvent, SessionFailure, SessionStatus } from '../../../../src/core/model/session.ts'
import { signalSources, type MissingReason, type SignalName } from '../../../../src/core/model/telemetry.ts'
import type { RunPhase } from '../../../../src/core/model/view.ts'
import { createTranslate, languages } from '../../../../src/shared/i18n/index.ts'
import enDomain from '../../../../src/shared/i18n/en/domain.json' with { type: 'json' }
import enReport from '../../../../src/shared/i18n/en/report.json' with { type: 'json' }
import zhDomain from '../../../../src/shared/i18n/zh-CN/domain.json' with { type: 'json' }
import zhReport from '../../../../src/shared/i18n/zh-CN/report.json' with { type: 'json' }

function leaves(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
}
const params = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

describe.each([['domain', enDomain, zhDomain], ['report', enReport, zhReport]])('%s', (_, en, zh) => {
  it('has the same keys in both languages', () => {
    expect(leaves(zh).map(([key]) => key).sort()).toEqual(leaves(en).map(([key]) => key).sort())
  })

  it('uses the same parameters in both languages', () => {
    const chinese = new Map(leaves(zh))
    for (const [key, text] of leaves(en)) expect([key, params(chinese.get(key)!)]).toEqual([key, params(text)])
  })

  it('leaves nothing empty', () => {
    for (const [key, text] of [...leaves(en), ...leaves(zh)]) if (key !== 'verdict.join') expect([key, text.trim().length > 0]).toEqual([key, true])
  })
})

/** Lists that the compiler holds complete: a new member of a union without an entry here does not compile. */
const every = <T extends string>(names: Readonly<Record<T, true>>) => Object.keys(names) as T[]
const statuses = every<SessionStatus>({ running: true, completed: true, stopped: true, failed: true, interrupted: true })
const phases = every<RunPhase>({ preparing: true, baseline: true, warmup: true, stage: true, pause: true, draining: true, finishing: true, ended: true })
const reasons = every<MissingReason>({ 'tool-missing': true, 'not-supported': true, 'no-permission': true, timeout: true, gap: true, lost: true, off: true, 'not-applicable': true, remote: true, 'not-found': true, unknown: true,
  'no-hwmon': true, 'no-cpufreq': true, 'no-psi': true, 'no-disk': true, mig: true, wddm: true, 'unified-memory': true, 'no-device': true, 'not-this-system': true, asleep: true,
})
const invalid = every<ClientInvalidReason>({ 'schedule-lag': true, 'event-loop-delay': true, cpu: true, 'queue-overflow': true, 'not-measured': true })
const failures = every<SessionFailure['code']>({
  'server-unreachable': true, 'server-auth': true, 'server-not-openai': true, 'server-died': true, 'all-requests-failed': true, 'unload-failed': true, 'engine-crashed': true, 'recorder-crashed': true, 'app-ended': true, 'disk-full': true, internal: true,
})
const kinds = every<SessionEvent['kind']>({
  'warmup-start': true, 'warmup-end': true, 'stage-start': true, 'stage-stopped': true, 'stage-end': true, 'drain-start': true, 'drain-end': true, 'stop-requested': true, 'abort-requested': true, 'server-died': true, 'sensor-gap': true,
  'sensor-lost': true, 'search-trial': true, 'search-end': true, 'clock-jump': true, 'engine-crashed': true, 'queue-overflow': true, 'oom-kill': true, 'server-restarted': true,
  'sensor-back': true, 'throttle-begin': true, 'throttle-end': true, 'swap-begin': true, 'swap-end': true, 'model-load': true, 'model-unload': true, 'on-battery': true, 'on-mains': true,
  'gpu-taken': true, 'gpu-released': true, 'top-processes': true,
})
const engines = every<ServerEngine>({ ollama: true, 'llama.cpp': true, 'lm-studio': true, vllm: true, sglang: true, tgi: true, localai: true, koboldcpp: true, jan: true, 'llm-dyno-simulator': true, unknown: true })
const classes = every<ErrorClass>({ 'http-4xx': true, 'http-5xx': true, timeout: true, connection: true, inference: true, oom: true, 'input-too-long': true, rejected: true })
const sources = every<TokenSource>({ 'server-usage': true, 'server-timings': true, 'server-tokenizer': true, 'client-tokenizer': true, chunks: true })
const signals = every<SignalName>({
  'cpu.total': true, 'cpu.core': true, 'cpu.busiest': true, 'mem.used': true, 'mem.total': true, 'swap.used': true, 'swap.in': true, 'swap.out': true, 'gpu.util': true, 'gpu.mem.util': true, 'gpu.mem.used': true,
  'gpu.mem.total': true, 'gpu.power': true, 'gpu.power.limit': true, 'gpu.temp': true, 'gpu.clock.sm': true, 'gpu.clock.mem': true, 'gpu.throttle': true, 'gpu.mem.shared': true, 'gpu.mem.server': true, 'gpu.mem.others': true, 'gpu.temp.mem': true, 'gpu.clock.max': true,
  'gpu.pcie.gen': true, 'gpu.pcie.width': true, 'gpu.pcie.rx': true, 'gpu.pcie.tx': true, 'proc.cpu': true, 'proc.rss': true, 'loop.delay.p99': true,
  'loop.delay.max': true, 'req.inflight': true, 'req.tokens': true, 'req.ttft.p50': true, 'req.ttft.p95': true, 'req.tpot.p50': true, 'req.tpot.p95': true, 'req.completed': true, 'req.errors': true, 'req.probe.ttft': true,
  'cpu.iowait': true, 'cpu.freq': true, 'cpu.temp': true, 'load.1': true, 'mem.available': true, 'mem.faults': true, 'psi.cpu': true, 'psi.mem': true, 'psi.mem.full': true, 'psi.io': true, 'disk.read': true,
  'disk.write': true, 'power.mains': true, 'net.rx': true, 'net.tx': true, 'srv.cpu': true, 'srv.rss': true, 'srv.rss.anon': true, 'srv.threads': true, 'srv.running': true, 'srv.waiting': true, 'srv.kv': true, 'srv.preempt': true,
  'srv.prefix.hit': true, 'srv.tokens': true, 'srv.slots.busy': true, 'srv.slots.total': true, 'srv.model.bytes': true, 'srv.model.vram': true, 'srv.model.loaded': true, 'srv.scrape': true, 'ext.query': true,
})
const bands = ['good', 'acceptable', 'poor', 'bad'] as const

const needed: readonly string[] = [
  ...[...metricNames, ...keys.figureNames].flatMap((name) => (['name', 'short', 'definition'] as const).map((part) => keys.metricKey(name, part))),
  ...outcomes.map(keys.outcomeKey), ...classes.flatMap((name) => [keys.errorClassKey(name), keys.errorReadingKey(name)]),
  ...statuses.map(keys.statusKey), ...statuses.filter((status) => status !== 'completed').map((status) => `domain:statusNote.${status}`), ...phases.map(keys.phaseKey), ...signals.map(keys.signalNameKey),
  ...reasons.map(keys.reasonKey), ...invalid.map(keys.invalidReasonKey), ...failures.flatMap((code) => [keys.failureKey(code, 'title'), keys.failureKey(code, 'hint')]), ...kinds.map(keys.eventKey), ...signalSources.map(keys.sourceKey), ...[...Object.keys(throttleBits), ...holdReasons(0x3ff)].map((reason) => `domain:throttle.${reason}`),
  ...arrivalKinds.map((kind) => `domain:arrival.${kind}`), ...stageStops.map((reason) => `domain:stageStop.${reason}`), ...sloMisses.map((miss) => `domain:sloMiss.${miss}`),
  ...[...searchEnds, 'cut-off'].map((end) => `domain:searchEnd.${end}`), ...['held', 'missed'].map((word) => `domain:slo.${word}`),
  ...errorReadingIds.map(keys.errorOrderKey), ...readingEvidenceNames.map(keys.errorEvidenceKey),
  ...engines.map(keys.engineKey), ...apiKinds.map(keys.apiKey), ...requestLabelKinds.flatMap((kind) => [keys.labelKey(kind, 'name'), keys.labelKey(kind, 'text'), keys.labelKey(kind, 'note')]), ...bands.flatMap((band) => [keys.bandKey(band), keys.ttftBandKey(band), keys.tpotBandKey(band)]), ...sources.map((source) => `domain:tokenSource.${source}`),
]

it.each(languages)('has words for every name of the model in %s', (language) => {
  const t = createTranslate(language)
  for (const key of needed) {
    const words = t(key)
    expect([key, words === key.split(':')[1] || words === key]).toEqual([key, false])
  }
})

it('counts users in the right number', () => {
  const t = createTranslate('en')
  expect([t('domain:count.users', { count: 1, shown: '1' }), t('domain:count.users', { count: 4, shown: '4' })]).toEqual(['1 user', '4 users'])
  expect(createTranslate('zh-CN')('domain:count.users', { count: 1, shown: '1' })).toBe('1 个用户')
})
