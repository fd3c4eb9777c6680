/** Counters and histograms in the text format that vLLM's /metrics uses. */
import type { ModelStats } from '../model/params.ts'
import type { FinishReason } from './answer.ts'

const ttftBucketsS = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80]
const e2eBucketsS = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480]

class Histogram {
  private readonly bounds: readonly number[]
  private readonly counts: number[]
  private sum = 0
  private count = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = bounds.map(() => 0)
  }

  observe(value: number): void {
    this.sum += value
    this.count += 1
    this.bounds.forEach((bound, index) => {
      if (value <= bound) this.counts[index] = (this.counts[index] ?? 0) + 1
    })
  }

  lines(name: string, label: string): string[] {
    const buckets = this.bounds.map((bound, index) => `${name}_bucket{le="${bound}",${label}} ${this.counts[index] ?? 0}`)
    return [
      `# TYPE ${name} histogram`,
      ...buckets,
      `${name}_bucket{le="+Inf",${label}} ${this.count}`,
      `${name}_sum{${label}} ${this.sum}`,
      `${name}_count{${label}} ${this.count}`,
    ]
  }
}

/** What the server has done since it started. */
export class Metrics {
  private promptTokens = 0
  private generationTokens = 0
  private cacheQueries = 0
  private cacheHits = 0
  private readonly successes: Record<FinishReason, number> = { stop: 0, length: 0 }
  private readonly ttft = new Histogram(ttftBucketsS)
  private readonly e2e = new Histogram(e2eBucketsS)

  prompt(tokens: number, cachedTokens: number): void {
    this.promptTokens += tokens
    this.cacheQueries += tokens
    this.cacheHits += cachedTokens
  }

  tokens(count: number): void {
    this.generationTokens += count
  }

  firstToken(afterMs: number): void {
    this.ttft.observe(afterMs / 1000)
  }

  success(reason: FinishReason, afterMs: number): void {
    this.successes[reason] += 1
    this.e2e.observe(afterMs / 1000)
  }

  /** The whole page. */
  render(model: string, stats: ModelStats, kvTokens: number): string {
    const label = `model_name="${model.replaceAll(/[\\"\n]/gu, '_')}"`
    const single = (type: 'gauge' | 'counter', name: string, value: number): string[] => [
      `# TYPE vllm:${name} ${type}`,
      `vllm:${name}{${label}} ${value}`,
    ]
    const lines = [
      ...single('gauge', 'num_requests_running', stats.running),
      ...single('gauge', 'num_requests_waiting', stats.waiting),
      ...single('gauge', 'kv_cache_usage_perc', stats.kvTokensUsed / kvTokens),
      ...single('counter', 'num_preemptions_total', stats.preemptions),
      ...single('counter', 'prompt_tokens_total', this.promptTokens),
      ...single('counter', 'generation_tokens_total', this.generationTokens),
      ...single('counter', 'prefix_cache_queries_total', this.cacheQueries),
      ...single('counter', 'prefix_cache_hits_total', this.cacheHits),
      '# TYPE vllm:request_success_total counter',
      ...Object.entries(this.successes).map(([reason, count]) => `vllm:request_success_total{finished_reason="${reason}",${label}} ${count}`),
      ...this.ttft.lines('vllm:time_to_first_token_seconds', label),
      ...this.e2e.lines('vllm:e2e_request_latency_seconds', label),
    ]
    return `${lines.join('\n')}\n`
  }
}
