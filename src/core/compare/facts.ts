/** What a session was run with, as far as it bears on its figures. */
import { isClientLimited } from '../analysis/client.ts'
import type { SessionAnalysis } from '../model/analysis.ts'
import type { FactName } from '../model/comparison.ts'
import type { SignalName } from '../model/telemetry.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { sourceOf, type Workload } from '../model/workload.ts'
import { modelTelemetry } from '../series/model-machine.ts'
import { quantileOfSorted } from '../stats/distribution.ts'

export type FactValue = string | number | null

/** As models are named: `q4_k_m`, `Q8_0`, `AWQ`, `mxfp4`, `bf16`, `4bit` … */
const quantisation = /(?:^|[-_.:/\s])(i?q\d(?:_[0-9a-z]+)*|awq|gptq|int\d|nf4|mxfp4|nvfp4|fp\d+|bf16|f16|f32|\d-?bit)(?=$|[-_.:/\s])/i

/** The quantisation that a model's name tells; null where it does not. */
export function quantisationOf(model: string): string | null {
  const found = quantisation.exec(model.replace(/\.gguf$/i, ''))?.[1]
  return found === undefined ? null : found.toUpperCase()
}

/** A key that is the same for the same requests, whatever the lengths that came of them. */
function workloadKey(workload: Workload): string {
  const { promptTokens, outputTokens, promptSpread, outputSpread, conversation, answers, verbatim } = workload
  return JSON.stringify([sourceOf(workload), promptTokens, outputTokens, promptSpread ?? null, outputSpread ?? null, conversation ?? null, answers ?? null, verbatim ?? false])
}

function last(stored: StoredSession, signal: SignalName): number | null {
  const series = modelTelemetry(stored.telemetry).find((one) => one.signal === signal && one.value.some((value) => !Number.isNaN(value)))
  return series?.value.findLast((value) => !Number.isNaN(value)) ?? null
}

/** Of all cards, in order; null where none tells. */
function powerLimits(stored: StoredSession): string | null {
  const limits = modelTelemetry(stored.telemetry).filter(({ signal }) => signal === 'gpu.power.limit').flatMap(({ value }) => {
    const middle = quantileOfSorted([...value].filter((one) => !Number.isNaN(one)).toSorted((a, b) => a - b), 0.5)
    return middle === null ? [] : [`${Math.round(middle)} W`]
  })
  return limits.length === 0 ? null : limits.join(' + ')
}

/** “2 × NVIDIA …” instead of the same name twice. */
function counted(names: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>()
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts.size === 0 ? null : [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(' + ')
}

function planFacts({ meta: { plan }, ...stored }: StoredSession, { overall, residency }: SessionAnalysis) {
  const { target, workload } = plan
  return {
    model: target.model, quantisation: quantisationOf(target.model), modelBytes: residency?.modelBytes ?? null, vramShare: residency?.vramShare ?? null,
    server: target.name, engine: target.engine, engineVersion: target.engineVersion, api: target.api, simulated: target.simulated ? 'yes' : 'no',
    workload: workloadKey(workload), promptTokens: overall.metrics.promptTokens.p50, outputTokens: overall.metrics.outputTokens.p50,
    context: workload.conversation?.contextTokens ?? null,
    load: JSON.stringify(stored.stages.map(({ concurrency, ratePerS, arrival, rampTo }) => [concurrency, ratePerS, arrival, rampTo])),
    temperature: plan.temperature, slo: plan.slo === undefined ? null : JSON.stringify(plan.slo), warmup: plan.warmupRequests,
    stageLength: plan.stageDurationMs === null ? `n ${plan.stageRequests}` : `${plan.stageDurationMs / 1000} s`,
    tokenSource: overall.tokenSources[0] ?? null, cachedShare: overall.cachedPromptShare,
  }
}

export function factsOf(stored: StoredSession, analysis: SessionAnalysis): Readonly<Record<FactName, FactValue>> {
  const { host, calibration, status, remote } = stored.meta
  const isElsewhere = !analysis.clientCost.isSameMachine
  const isLimited = isClientLimited(analysis.client) || analysis.stages.some((stage) => isClientLimited(stage.client))
  // Of a server elsewhere, this machine's card says nothing.
  const isOwn = !isElsewhere || (remote ?? null) !== null
  return {
    ...planFacts(stored, analysis),
    slots: last(stored, 'srv.slots.total'), powerLimit: powerLimits(stored),
    hostname: host?.hostname ?? null, os: host?.os ?? null, cpu: host?.cpuModel ?? null, memory: host?.memoryBytes ?? null,
    gpus: isOwn ? counted(host?.gpus.map(({ name }) => name) ?? []) : null,
    driver: isOwn ? [...new Set(host?.gpus.flatMap(({ driver }) => driver ?? []))].join(' + ') || null : null,
    appVersion: host?.appVersion ?? null, runtime: host?.runtime ?? null,
    calibration: calibration?.ttftErrorMs.p99 ?? null,
    client: isLimited ? 'limited' : analysis.client.valid ? 'valid' : 'unproven',
    status,
  }
}
