/** What a model server says of itself, whichever server and version it is. Absent is null, never 0. */
import { parsePrometheus, type MetricSample } from './prometheus.ts'

export interface ServerReading {
  readonly running: number | null
  readonly waiting: number | null
  /** Share of the KV cache in use, 0..1; of the fullest engine where there are several. */
  readonly kvShare: number | null
  readonly slotsBusy: number | null
  readonly slotsTotal: number | null
  readonly modelBytes: number | null
  readonly modelVramBytes: number | null
  /** 1 where the model is in memory, 0 where it is not, of servers that tell just that. */
  readonly modelLoaded: number | null
  /** Gauges that some servers compute themselves. */
  readonly prefixHitShare: number | null
  readonly tokensPerS: number | null
  /** Counters: only their growth means something. */
  readonly preemptions: number | null
  readonly prefixQueries: number | null
  readonly prefixHits: number | null
  readonly generatedTokens: number | null
}

export const emptyReading: ServerReading = {
  running: null, waiting: null, kvShare: null, slotsBusy: null, slotsTotal: null, modelBytes: null, modelVramBytes: null, modelLoaded: null,
  prefixHitShare: null, tokensPerS: null, preemptions: null, prefixQueries: null, prefixHits: null, generatedTokens: null,
}

type Join = 'sum' | 'max'
type Figure = readonly [join: Join, names: readonly string[]]

/** Names without the server's prefix and without `_total`: both have changed between versions. The first name that is there counts. */
const figures = {
  running: ['sum', ['num_requests_running', 'num_running_reqs', 'requests_processing', 'batch_current_size']],
  waiting: ['sum', ['num_requests_waiting', 'num_queue_reqs', 'requests_deferred', 'queue_size']],
  kvShare: ['max', ['kv_cache_usage_perc', 'gpu_cache_usage_perc', 'token_usage', 'kv_cache_usage_ratio']],
  prefixHitShare: ['max', ['cache_hit_rate']],
  tokensPerS: ['sum', ['gen_throughput']],
  preemptions: ['sum', ['num_preemptions', 'num_retracted_requests']],
  prefixQueries: ['sum', ['prefix_cache_queries', 'gpu_prefix_cache_queries']],
  prefixHits: ['sum', ['prefix_cache_hits', 'gpu_prefix_cache_hits', 'prompt_tokens_cached']],
  generatedTokens: ['sum', ['generation_tokens', 'tokens_predicted']],
  promptTokens: ['sum', ['prompt_tokens']],
} as const satisfies Readonly<Record<string, Figure>>

const wantedNames: ReadonlySet<string> = new Set(Object.values(figures).flatMap(([, names]) => names))
const prefix = /^(?:vllm|sglang|llamacpp|tgi)[:_]/

/** `vllm:num_preemptions_total` → `num_preemptions`; null for metrics of something else. */
export function plainName(name: string): string | null {
  return prefix.test(name) ? name.replace(prefix, '').replace(/_total$/, '') : null
}

/** Whether a page holds figures of a model server at all. */
export function isMetricsPage(text: string): boolean {
  return /^(?:vllm|sglang|llamacpp|tgi)[:_]\w+(?:\{.*\})? +\S/m.test(text)
}

/** Every rank of a model that is split over GPUs may repeat the same figures. */
function isFirstRank({ labels }: MetricSample): boolean {
  return [labels['tp_rank'], labels['pp_rank']].every((rank) => rank === undefined || rank === '0')
}

function pick(samples: readonly MetricSample[], [join, names]: Figure): number | null {
  for (const name of names) {
    const values = samples.filter((sample) => plainName(sample.name) === name).map(({ value }) => value).filter(Number.isFinite)
    if (values.length > 0) return join === 'max' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0)
  }
  return null
}

export function isServerMetric(name: string): boolean {
  return wantedNames.has(plainName(name) ?? '')
}

/** Matches the names that `isServerMetric` knows, for a query to a Prometheus server. */
export const serverMetricsPattern = `(vllm|sglang|llamacpp|tgi)[:_](${[...wantedNames].join('|')})(_total)?`

/** Reads a `/metrics` page; of several models only the one under test counts, where the page tells them apart. */
export function readMetricsPage(text: string, model: string): ServerReading {
  return readMetricSamples(parsePrometheus(text, isServerMetric), model)
}

/** As `readMetricsPage`, of samples that are read already; others are passed over. */
export function readMetricSamples(given: readonly MetricSample[], model: string): ServerReading {
  const all = given.filter(({ name }) => isServerMetric(name)).filter(isFirstRank)
  const own = all.filter(({ labels }) => labels['model_name'] === model)
  const samples = own.length > 0 ? own : all
  const of = (figure: keyof typeof figures) => pick(samples, figures[figure])
  const cached = pick(samples, ['sum', ['prompt_tokens_cached']])
  // llama.cpp counts no queries, and prompt tokens without the cached ones.
  const queries = of('prefixQueries') ?? (cached === null ? null : cached + (of('promptTokens') ?? 0))
  return {
    ...emptyReading, running: of('running'), waiting: of('waiting'), kvShare: of('kvShare'), prefixHitShare: of('prefixHitShare'), tokensPerS: of('tokensPerS'),
    preemptions: of('preemptions'), prefixQueries: queries, prefixHits: of('prefixHits'), generatedTokens: of('generatedTokens'),
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function numberField(value: unknown, name: string): number | null {
  const found = field(value, name)
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

/** Tokens that a busy slot holds: told at once, or as what was read plus what was written. */
function slotTokens(slot: unknown): number | null {
  const whole = numberField(slot, 'n_prompt_tokens')
  if (whole !== null) return whole
  const next = field(slot, 'next_token')
  const decoded = numberField(Array.isArray(next) ? (next as readonly unknown[])[0] : next, 'n_decoded')
  const prompt = numberField(slot, 'n_prompt_tokens_processed')
  return decoded === null || prompt === null ? null : decoded + prompt
}

/** Reads llama.cpp's `/slots`: how many are busy, and how much of their context holds tokens of running requests. */
export function readSlots(json: unknown): ServerReading {
  if (!Array.isArray(json)) return emptyReading
  const slots = json as readonly unknown[]
  const busy = slots.filter((slot) => field(slot, 'is_processing') === true)
  const held = busy.map(slotTokens)
  const contexts = slots.map((slot) => numberField(slot, 'n_ctx'))
  const sum = (values: readonly (number | null)[]) => values.reduce<number | null>((all, value) => (all === null || value === null ? null : all + value), 0)
  const [tokens, room] = [sum(held), sum(contexts)]
  return {
    ...emptyReading, slotsBusy: busy.length, slotsTotal: slots.length, running: busy.length,
    kvShare: tokens === null || room === null || room === 0 ? null : Math.min(1, tokens / room),
  }
}

/** An answer of `/api/ps`, with or without a model. */
export function isOllamaPs(json: unknown): boolean {
  return Array.isArray(field(json, 'models'))
}

/** Reads Ollama's `/api/ps`: the size of the model under test, and how much of it lies in VRAM. */
export function readOllamaPs(json: unknown, model: string): ServerReading {
  const models = field(json, 'models')
  if (!Array.isArray(models)) return emptyReading
  const isOwn = (entry: unknown) => [field(entry, 'name'), field(entry, 'model')].some((name) => name === model || name === `${model}:latest`)
  const own = (models as readonly unknown[]).find(isOwn)
  return { ...emptyReading, modelBytes: numberField(own, 'size'), modelVramBytes: numberField(own, 'size_vram') }
}

/** An answer of LM Studio's own list of models. */
export function isLmStudioModels(json: unknown): boolean {
  const models = field(json, 'data')
  return Array.isArray(models) && models.every((model) => typeof field(model, 'state') === 'string')
}

/** Reads LM Studio's `/api/v0/models`: whether the model under test is loaded. */
export function readLmStudioModels(json: unknown, model: string): ServerReading {
  const models = field(json, 'data')
  const own = Array.isArray(models) ? (models as readonly unknown[]).find((entry) => field(entry, 'id') === model) : undefined
  const state = field(own, 'state')
  return { ...emptyReading, modelLoaded: typeof state === 'string' ? Number(state === 'loaded') : null }
}

/** Joins what several addresses of one server told; the first that knows a figure counts. */
export function mergeReadings(readings: readonly ServerReading[]): ServerReading {
  return readings.reduce((all, next) => {
    const merged: Record<string, number | null> = { ...all }
    for (const [name, value] of Object.entries(next)) merged[name] ??= value as number | null
    return merged as unknown as ServerReading
  }, emptyReading)
}
