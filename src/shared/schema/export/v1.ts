/** The JSON export `llm-dyno/session`, version 1, as a schema: what we write, and what readers may rely on. Unknown keys are allowed: later versions only add. */
import { z } from 'zod'
import { remoteKinds } from '../../../core/model/remote.ts'
import { signalSources } from '../../../core/model/telemetry.ts'
import { arrivalKinds, stageStops } from '../../../core/model/load.ts'
import { errorReadingIds, readingEvidenceNames } from '../../../core/model/error-chain.ts'
import { outcomes } from '../../../core/model/outcome.ts'
import { tokenSources } from '../../../core/model/request.ts'
import { requestLabelKinds } from '../../../core/model/request-labels.ts'
import { arms } from '../../../core/model/repeats.ts'
import { stampers } from '../../../core/model/client-health.ts'
import { causeKinds, countedThings, evidenceGaps } from '../../../core/model/diagnosis.ts'
import { metricNames } from '../../../core/model/analysis.ts'
import { searchEnds, sloMisses } from '../../../core/model/plan.ts'
import { sloSchema } from '../plan/search.ts'
import { targetSchema, planSchema } from '../plan/v1.ts'

const number = z.number()
const maybe = number.nullable()
const count = z.int().min(0)
const maybeCount = count.nullable()
const text = z.string()
const maybeText = text.nullable()

const outcome = z.enum(outcomes)
const errorClass = z.enum(['http-4xx', 'http-5xx', 'timeout', 'connection', 'inference', 'oom', 'input-too-long', 'rejected'])
const byOutcome = z.partialRecord(outcome, count)
const tokenSource = z.enum(tokenSources)

const interval = z.array(number).length(2).nullable()
const distribution = z.looseObject({
  n: count, min: maybe, p50: maybe, p90: maybe, p95: maybe, p99: maybe, max: maybe, mean: maybe, std: maybe,
  /** Absent in files of versions without intervals, and without values. */
  p999: maybe.optional(),
  intervals: z.looseObject({ mean: interval, p50: interval, p90: interval, p95: interval, p99: interval }).optional(),
})
const metrics = z.looseObject(Object.fromEntries(metricNames.map((name) => [name, distribution])))

const range = {
  windowMs: z.array(number).length(2).nullable(),
  metrics,
  requestsInWindow: count,
  offeredQps: maybe,
  achievedQps: maybe,
  completedQps: maybe,
  peakQps: z.looseObject({ perS: number, overMs: number }).nullable(),
  outputTokensPerS: maybe,
  measuredConcurrency: maybe,
  /** These four are absent in files of versions that did not work them out. */
  maxConcurrency: maybeCount.optional(),
  pace: z.looseObject({ answers: count, n: count, stallShare: number, stalls: count, jitterMs: number }).nullable().optional(),
  positions: z.looseObject({
    bins: z.array(z.looseObject({ fromToken: number, toToken: number, medianMs: number, p95Ms: maybe.optional(), n: count })), lateToEarly: number, interval, n: count,
  }).nullable().optional(),
  prefill: z.looseObject({ n: count, msPerToken: maybe, interval, fixedMs: maybe, tokensPerS: maybe, rho: maybe, gap: maybeText }).optional(),
  errorRate: number.min(0).max(1).nullable(),
  byOutcome,
  cachedPromptShare: maybe,
  tokenSources: z.array(tokenSource),
  oneTokenPerChunk: z.boolean().nullable(),
  /** Absent in files of versions that did not tell turns apart. */
  turns: z.array(z.looseObject({ turn: count, requests: count, failures: count, ttftMs: distribution, promptTokens: distribution, cachedPromptShare: maybe })).optional(),
}

const lag = z.looseObject({ n: count, p50: maybe, p99: maybe, max: maybe })

const healthShape = {
  scheduleLagMs: lag,
  eventLoopDelayMs: z.looseObject({ p99: maybe, max: maybe }),
  cpuPercent: maybe,
  /** Both only where several threads shared the requests. */
  lanes: count.optional(),
  busiestCpuPercent: maybe.optional(),
  connections: z.looseObject({ opened: count, reused: count }),
  parseBacklogBytes: maybe,
  /** Absent in files of versions that always stamped in the client. */
  stampedBy: z.enum([...stampers, 'mixed']).nullable().optional(),
  valid: z.boolean(),
  reasons: z.array(z.enum(['schedule-lag', 'event-loop-delay', 'cpu', 'queue-overflow', 'not-measured'])),
}

const stage = z.looseObject({
  index: count,
  concurrency: maybeCount,
  /** These, `stopped` and `slo` are absent in files of versions that knew only users. */
  ratePerS: maybe.optional(),
  arrival: z.enum(arrivalKinds).nullable().optional(),
  rampTo: maybe.optional(),
  startMs: number,
  endMs: number,
  ...range,
  compatible: z.looseObject({ durationMs: number, successfulRequests: count, requestsPerS: maybe, outputTokensPerS: maybe, totalTokensPerS: maybe }),
  settling: z.looseObject({ atMs: number, by: z.enum(['ttft', 'tpot']) }).nullable().optional(),
  hold: z.looseObject({ holds: z.boolean(), miss: z.enum(sloMisses).nullable() }).nullable().optional(),
  failureMark: z.enum(['none', 'flagged', 'greyed']),
  stopped: z.enum(stageStops).nullable().optional(),
  slo: z.looseObject({ miss: z.enum(sloMisses).nullable(), attainment: maybe, goodputPerS: maybe }).nullable().optional(),
  attainments: z.array(z.looseObject({ preset: text, attainment: number.min(0).max(1), goodputPerS: number })).optional(),
  /** Absent in files of versions that judged the session only. */
  client: z.looseObject(healthShape).optional(),
})

const energy = z.looseObject({
  gpus: count, windowMs: number, tokens: count, coverage: maybe, grossJ: maybe, netJ: maybe, grossJPerToken: maybe, netJPerToken: maybe, reason: maybeText,
})
const rest = z.looseObject({ fromMs: number, toMs: number, cpuPercent: maybe, gpuPowerW: maybe, memoryBytes: maybe, serverOwnBytes: maybe }).nullable()

const probeShape = { requests: count, failures: count, ttftMs: distribution, tpotMs: distribution, e2eMs: distribution }

const request = z.looseObject({
  index: count,
  stage: z.int(),
  warmup: z.boolean(),
  /** Absent = part of the load. */
  role: z.literal('probe').optional(),
  /** From 1; absent outside of conversations. */
  turn: count.optional(),
  /** Absent where the answer held no `<think>` tags. */
  thinkingInline: z.literal(true).optional(),
  user: count,
  dueAtMs: number,
  sentAtMs: maybe,
  headersAtMs: maybe,
  firstEventAtMs: maybe,
  firstTokenAtMs: maybe,
  firstVisibleAtMs: maybe,
  lastTokenAtMs: maybe,
  endAtMs: number,
  connection: z.enum(['new', 'reused']).nullable(),
  outcome,
  httpStatus: maybeCount,
  error: z.looseObject({ code: text, message: text }).nullable(),
  retryAfterMs: maybe,
  promptTokens: maybeCount,
  cachedTokens: maybeCount,
  outputTokens: maybeCount,
  reasoningTokens: maybeCount,
  tokenSource: tokenSource.nullable(),
  finishReason: maybeText,
  chunkAtMs: z.array(number),
  chunkTokens: z.array(count).nullable(),
  labels: z.array(z.looseObject({ kind: z.enum(requestLabelKinds) })).optional(),
  serverTimings: z.looseObject({ promptTokens: maybe, promptMs: maybe, outputTokens: maybe, outputMs: maybe, cachedTokens: maybe, loadMs: maybe.optional() }).nullable(),
})

const strikeShape = {
  atMs: number, stage: z.int(), warmup: z.boolean(), request: count, outcome, errorClass, httpStatus: maybeCount, message: maybeText,
}

const chain = z.looseObject({
  total: count, ended: count,
  links: z.array(z.looseObject({
    ...strikeShape, count, lastAtMs: number, afterMs: number, promptTokens: maybeCount,
    machine: z.looseObject({ atMs: number, openRequests: count, values: z.array(z.looseObject({ source: text, device: text, signal: text, unit: text, value: maybe, ageMs: maybe, reason: maybeText })) }),
  })),
  dominant: z.looseObject({ errorClass, count, share: number }).nullable(),
  reading: z.looseObject({ id: z.enum(errorReadingIds), support: z.enum(['order', 'order-and-machine']), evidence: z.array(z.looseObject({ name: z.enum(readingEvidenceNames), value: maybe })) }).nullable(),
})

const errorStats = z.looseObject({ n: count, p50: maybe, p99: maybe, max: maybe })

const calibration = z.looseObject({
  createdAtMs: number, hostname: maybeText, cpuModel: maybeText, appVersion: text, runtime: text,
  load: z.looseObject({ streams: count, tokensPerS: number, durationMs: number }),
  ttftErrorMs: errorStats, gapErrorMs: errorStats, stampErrorMs: errorStats, loopDelayP99Ms: maybe, cpuSPer100kTokens: maybe,
  stampedBy: z.enum([...stampers, 'mixed']).nullable().optional(),
})

const client = z.looseObject({
  ...healthShape,
  /** Absent in files of versions that did not work it out. */
  cost: z.looseObject({
    parts: z.array(z.looseObject({ process: z.enum(['engine', 'recorder', 'app']), cpuPercent: number })), cpuPercent: maybe, machineShare: maybe, samples: count, isSameMachine: z.boolean(),
  }).optional(),
  /** Absent in files of versions that had none. */
  calibration: calibration.nullable().optional(),
  samples: z.array(z.looseObject({
    atMs: number, stage: z.int().nullable(), loopDelayP99Ms: maybe, loopDelayMaxMs: maybe, cpuPercent: maybe, rssBytes: maybe,
    connectionsOpened: count, connectionsReused: count, parseBacklogBytes: count,
    lanes: count.optional(), busiestCpuPercent: maybe.optional(), stampedBy: z.enum(stampers).optional(),
  })),
})

const host = z.looseObject({
  hostname: maybeText, os: maybeText, cpuModel: maybeText, cpuCores: maybeCount, memoryBytes: maybe,
  gpus: z.array(z.looseObject({ id: text, name: text, memoryBytes: maybe, driver: maybeText })),
  board: maybeText.optional(),
  memoryModules: z.array(z.looseObject({ sizeBytes: number, type: maybeText, clockMhz: maybe })).optional(),
  appVersion: text, runtime: text,
})

const remote = z.looseObject({
  kind: z.enum(remoteKinds), address: text, machine: maybeText,
  clock: z.looseObject({ offsetMs: number, offsetUncertaintyMs: number, uncertaintyMs: number, rttMs: number, driftPpm: maybe, driftUncertaintyPpm: maybe, probes: count }).nullable(),
  lastSampleAtMs: maybe, scrapeIntervalMs: maybe, retention: maybeText, gaps: count, issue: z.looseObject({ code: text, detail: text }).nullable(),
})

const series = z.looseObject({
  source: z.enum(signalSources),
  device: text,
  deviceLabel: text,
  signal: text,
  unit: text,
  windowMs: number,
  tMs: z.array(number),
  value: z.array(maybe),
  reason: text.optional(),
})

/** `source`, `device` and `processes` are there where they are known, and absent in files of versions that did not keep them. */
const event = z.looseObject({
  atMs: number, kind: text, stage: z.int().nullable(), detail: maybeText, source: text.optional(), device: text.optional(),
  processes: z.looseObject({
    windowMs: number, reason: maybeText,
    top: z.array(z.looseObject({ pid: count, name: text, cpuPercent: maybe, rssBytes: maybe })).nullable(),
  }).optional(),
})

const evidence = z.looseObject({
  name: text, value: maybe, against: maybe, unit: text,
  /** Null, and without `of`, in files of versions that did not count all evidence. */
  n: maybeCount, of: z.enum(countedThings).optional(),
  /** Absent in files of versions that tested less. */
  within: maybe.optional(), p: maybe.optional(), gap: z.enum(evidenceGaps).nullable().optional(),
  at: z.looseObject({ fromMs: number, toMs: number }).nullable(), signals: z.array(text),
})
const cause = z.looseObject({
  id: text, rule: maybeText, kind: z.enum(causeKinds), confidence: z.enum(['observed', 'consistent', 'likely']), stage: z.int().nullable(), fromMs: number, toMs: number,
  evidence: z.array(evidence), counter: z.array(evidence), advice: z.array(text), experiment: maybeText,
})

/** Structure of the whole document. `value` of a series has one entry for each of its `tMs`. */
export const sessionExportSchema = z.looseObject({
  format: z.literal('llm-dyno/session'),
  version: z.literal(1),
  session: z.looseObject({
    id: text, name: text, tags: z.array(text), status: z.enum(['running', 'completed', 'stopped', 'failed', 'interrupted']),
    failure: z.looseObject({ code: text, detail: text }).nullable(),
    createdAt: z.iso.datetime(), createdAtMs: number, durationMs: maybe, simulated: z.boolean(),
    /** Absent in files of versions without series of repeats. */
    series: z.looseObject({ seriesId: text, arm: z.enum(arms), repeat: count, repeats: count, armCount: z.union([z.literal(1), z.literal(2)]) }).nullable().optional(),
  }),
  target: z.looseObject(targetSchema.shape),
  plan: z.looseObject(planSchema.omit({ target: true }).shape),
  host: host.nullable(),
  /** How the machine of the model was read when that is another one. Absent in files of versions that had no such source. */
  remote: remote.nullable().optional(),
  client,
  serverNotes: z.looseObject({ requests: count, byLabel: z.partialRecord(z.enum(requestLabelKinds), count), compared: count, maxLoadMs: maybe }).optional(),
  /** These two are absent in files of versions that did not tell them. */
  residency: z.looseObject({ modelBytes: number, vramBytes: maybe, vramShare: maybe, atMs: number }).nullable().optional(),
  coldStart: z.looseObject({ request: count, ttftMs: number, loadMs: maybe }).nullable().optional(),
  overall: z.looseObject(range),
  capacity: z.looseObject({ bestStage: maybeCount, bestOutputTokensPerS: maybe, kneeStage: maybeCount, stableQps: z.looseObject({ perS: number, stage: count, by: z.enum(['slo', 'trend']) }).nullable().optional() }),
  stable: z.looseObject({
    slo: z.looseObject(sloSchema.shape),
    trials: z.array(z.looseObject({ stage: count, ratePerS: number, miss: z.enum(sloMisses).nullable() })),
    stablePerS: maybe, kneePerS: maybe, kneeMiss: z.enum(sloMisses).nullable(), bestCompletedPerS: maybe, end: z.enum([...searchEnds, 'cut-off']),
  }).nullable().optional(),
  energy: z.looseObject({ overall: energy, stages: z.array(energy), before: rest, after: rest }).optional(),
  /** Null where the plan is no soak; absent in files of versions that had none. */
  soak: z.looseObject({
    sliceMs: number,
    slices: z.array(z.looseObject({
      fromMs: number, toMs: number, n: count, failures: count, completedQps: number, outputTokensPerS: number, measuredConcurrency: number,
      ttftP50Ms: maybe, ttftP95Ms: maybe, tpotP50Ms: maybe, tpotP95Ms: maybe, serverBytes: maybe,
    })),
    drifts: z.array(z.looseObject({ figure: text, n: count, perHour: number, tau: number, median: number })),
  }).nullable().optional(),
  /** Null where no probe user ran; absent in files of versions that had none. */
  probe: z.looseObject({ overall: z.looseObject(probeShape), stages: z.array(z.looseObject({ stage: z.int(), ...probeShape })) }).nullable().optional(),
  verdicts: z.array(z.looseObject({
    layer: z.enum(['experience', 'capacity', 'stability']), band: z.enum(['good', 'acceptable', 'poor', 'bad']).nullable(), key: text,
    params: z.record(text, z.union([number, text])),
  })),
  /** Ranked causes; absent in files of versions that gave no diagnosis. */
  diagnosis: z.array(cause).optional(),
  undetermined: z.boolean().optional(),
  questions: z.array(z.looseObject({ id: text, answer: z.enum(['yes', 'no', 'unknown']), gap: maybeText, evidence: z.array(evidence), causes: z.array(text) })).optional(),
  stages: z.array(stage),
  requests: z.array(request),
  errors: z.looseObject({
    total: count, firstStrike: z.looseObject(strikeShape).nullable(), byOutcome, byClass: z.partialRecord(errorClass, count),
    order: z.array(z.looseObject({ ...strikeShape, count, lastAtMs: number })),
    chain: chain.optional(),
  }),
  telemetry: z.array(series),
  events: z.array(event),
})

/** The same as JSON Schema 2020-12; resources/session.schema.json is this, written out. */
export function sessionJsonSchema(): object {
  return {
    ...z.toJSONSchema(sessionExportSchema, { target: 'draft-2020-12', io: 'input', reused: 'ref' }),
    $id: 'llm-dyno/session/1',
    title: 'LLM Dyno session export, version 1',
    description: 'Times are monotonic ms since the start of the session. null = not measured or not defined, never 0. Described in docs/session-format.md.',
  }
}
