/** What the order of errors says, as a cause beside those of the rules. */
import type { AdviceId, Cause, Confidence, EvidenceItem, EvidenceUnit } from '../model/diagnosis.ts'
import type { ErrorChain, ErrorReading, ErrorReadingId, ReadingEvidenceName } from '../model/error-chain.ts'
import { events, requests, type Count } from './counts.ts'
import { item } from './rule.ts'
import type { EvidenceInput } from './evidence-input.ts'

const advice: Readonly<Record<ErrorReadingId, readonly AdviceId[]>> = {
  'request-fault': ['check-request'], 'context-limit': ['check-context', 'shorter-prompts'], 'admission-control': ['lower-rate', 'more-replicas'], 'overload-timeouts': ['lower-rate', 'raise-timeout', 'bound-queue'],
  hang: ['check-health', 'restart-server', 'check-log'], 'memory-thrash': ['free-memory', 'smaller-model'], 'out-of-memory': ['less-context', 'fewer-streams', 'smaller-model'], 'server-crash': ['check-log', 'newer-version'],
  'kernel-oom-kill': ['more-memory', 'less-context'], 'engine-dead': ['restart-server', 'check-log'], 'sporadic-errors': ['check-log', 'check-request'], 'hollow-answers': ['check-log', 'check-context'], unreachable: ['check-health'],
  'scattered-cuts': ['check-log', 'raise-timeout'],
}

const units: Partial<Readonly<Record<ReadingEvidenceName, EvidenceUnit>>> = {
  shareAfterFirst: 'share', medianAfterMs: 'ms', gpuUtil: 'share', cpuUtil: 'share', memoryStall: 'share', swapInPerS: 'B/s', vramShare: 'share', memoryShare: 'share',
}

/** The order alone fits it; the order and the machine's state together make it likely. */
const confidences: Readonly<Record<ErrorReading['support'], Confidence>> = { order: 'consistent', 'order-and-machine': 'likely' }

/** Few failures among many are noise of their own; from here on they are a cause. */
const leastShare = 0.01
const leastCount = 3

/** The machine's state is one reading of a sensor, just before the first strike. */
const sampled: readonly ReadingEvidenceName[] = ['waitingRequests', 'gpuUtil', 'cpuUtil', 'memoryStall', 'swapInPerS', 'vramShare', 'memoryShare']
const happened: readonly ReadingEvidenceName[] = ['restarts', 'oomKills']
const ofFailures: readonly ReadingEvidenceName[] = ['medianAfterMs', 'struckTogether', 'refusedAfter']
const ofOne: readonly ReadingEvidenceName[] = ['failedPromptTokens']

function countOf(name: ReadingEvidenceName, value: number | null, { total, ended }: ErrorChain): Count {
  if (sampled.includes(name)) return { n: value === null ? 0 : 1, of: 'samples' }
  if (happened.includes(name)) return events(value ?? 0)
  if (name === 'tokensWhileWaiting') return { n: value ?? 0, of: 'tokens' }
  return requests(ofOne.includes(name) ? 1 : ofFailures.includes(name) ? total : ended)
}

/** What the reading of a chain rests on, with its units; empty without failures. */
export function readingEvidence(chain: ErrorChain): readonly EvidenceItem[] {
  return chain.reading === null ? [] : chain.reading.evidence.map(({ name, value }) => item(name, value, units[name] ?? 'count', countOf(name, value, chain)))
}

/** Null without failures, or with too few of them to speak of. */
export function errorCause({ errors, whole }: EvidenceInput): Cause | null {
  const { reading, links: [first], total, ended } = errors
  if (reading === null || first === undefined || (total < leastCount && total < leastShare * ended) || total < leastShare * ended) return null
  const last = errors.links.reduce((latest, { lastAtMs }) => Math.max(latest, lastAtMs), first.atMs)
  return {
    id: reading.id, rule: null, kind: 'event', confidence: confidences[reading.support], stage: first.warmup ? null : first.stage,
    fromMs: Math.max(whole.fromMs, first.atMs - first.afterMs), toMs: Math.max(last, first.atMs + 1_000),
    evidence: readingEvidence(errors), counter: [], advice: advice[reading.id], experiment: null,
  }
}
