/** Does decoding slow down as an answer grows? Time per token by position in the answer. */
import type { PositionProfile } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import { distributionOf, distributionWithIntervals, median } from '../stats/index.ts'

const bins = 12
/** Answers of fewer tokens have no early and late part. */
export const minProfileTokens = 24
export const minProfileAnswers = 6
/** Below, a 95th percentile is but the slowest. */
const minForP95 = 10
const maxAnswers = 4_000

interface Answer {
  readonly stamps: Float64Array
  /** Tokens up to and with each chunk. */
  readonly upTo: (chunk: number) => number
  readonly tokens: number
}

function answerOf({ outcome, chunkAtMs, chunkTokens, outputTokens }: RequestRecord): Answer | null {
  const chunks = chunkAtMs.length
  if (!isSuccess(outcome) || chunks < minProfileTokens / 2 || outputTokens === null || outputTokens < minProfileTokens) return null
  if (chunkTokens === null) return { stamps: chunkAtMs, upTo: (chunk) => ((chunk + 1) * outputTokens) / chunks, tokens: outputTokens }
  const sums = new Float64Array(chunks)
  let sum = 0
  for (let i = 0; i < chunks; i += 1) sums[i] = sum += chunkTokens[i] ?? 0
  return { stamps: chunkAtMs, upTo: (chunk) => sums[chunk]!, tokens: sum }
}

/** The first chunk with which at least so many tokens had come. */
function chunkAt({ stamps, upTo }: Answer, tokens: number): number {
  let [low, high] = [0, stamps.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (upTo(middle) >= tokens) high = middle
    else low = middle + 1
  }
  return low
}

/** Mean time per token between two positions, ms; null where no time or no token lies between. */
function pace(answer: Answer, fromToken: number, toToken: number): number | null {
  const [a, b] = [chunkAt(answer, fromToken), chunkAt(answer, toToken)]
  const tokens = answer.upTo(b) - answer.upTo(a)
  const ms = answer.stamps[b]! - answer.stamps[a]!
  return tokens > 0 && ms > 0 ? ms / tokens : null
}

/** Of the last third to the first: 1 = as fast at the end. */
function lateToEarly(answer: Answer): number | null {
  const third = answer.tokens / 3
  const [early, late] = [pace(answer, 1, third), pace(answer, answer.tokens - third, answer.tokens)]
  return early === null || late === null ? null : late / early
}

/** Null with fewer than six answers that are long enough. Of thousands, some thousand evenly chosen ones. */
export function positionProfile(requests: readonly RequestRecord[]): PositionProfile | null {
  const long = requests.filter(({ outcome, outputTokens, chunkAtMs }) => isSuccess(outcome) && (outputTokens ?? 0) >= minProfileTokens && chunkAtMs.length >= minProfileTokens / 2)
  const stride = Math.max(1, Math.ceil(long.length / maxAnswers))
  const answers = long.filter((_, i) => i % stride === 0).flatMap((record) => answerOf(record) ?? [])
  if (answers.length < minProfileAnswers) return null
  const ratios = distributionWithIntervals(Float64Array.from(answers.flatMap((answer) => lateToEarly(answer) ?? [])))
  if (ratios.p50 === null || ratios.n < minProfileAnswers) return null
  const reach = median(answers.map(({ tokens }) => tokens))
  const width = Math.max(1, Math.ceil(reach / bins))
  const steps = Array.from({ length: Math.ceil(reach / width) }, (_, i) => ({ fromToken: i === 0 ? 1 : i * width, toToken: Math.min(reach, (i + 1) * width) }))
  return {
    bins: steps.flatMap(({ fromToken, toToken }) => {
      const paces = answers.flatMap((answer) => (answer.tokens >= toToken ? (pace(answer, fromToken, toToken) ?? []) : []))
      if (paces.length < minProfileAnswers) return []
      const { n, p50, p95 } = distributionOf(Float64Array.from(paces))
      return [{ fromToken, toToken, medianMs: p50!, p95Ms: n < minForP95 ? null : p95, n }]
    }),
    lateToEarly: ratios.p50, interval: ratios.intervals?.p50 ?? null, n: ratios.n,
  }
}
