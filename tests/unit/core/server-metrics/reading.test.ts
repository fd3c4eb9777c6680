/** Each server's own words become the same figures; what a server does not tell stays null. */
import { describe, expect, it } from 'vitest'
import { emptyReading, isLmStudioModels, mergeReadings, plainName, readMetricsPage, readLmStudioModels, readOllamaPs, readSlots } from '../../../../src/core/server-metrics/reading.ts'
import { serverRates } from '../../../../src/core/server-metrics/rates.ts'
import { readTranscript } from '../../../support/transcript.ts'

const bodyOf = (name: string): string => readTranscript(name).toString('utf8').split('\r\n\r\n')[1] ?? ''

describe('llama.cpp, as recorded', () => {
  it('tells running and waiting requests and its counters; there is no KV figure any more', () => {
    expect(readMetricsPage(bodyOf('llamacpp-metrics'), 'any')).toMatchObject({ running: 0, waiting: 0, kvShare: null, preemptions: null, generatedTokens: 257, prefixQueries: 6_012, prefixHits: 0 })
  })

  it('tells slots, and how full they are', () => {
    expect(readSlots(JSON.parse(bodyOf('llamacpp-slots-busy')))).toMatchObject({ running: 4, slotsBusy: 4, slotsTotal: 4, kvShare: (4 * 227) / (4 * 2_048) })
    expect(readSlots(JSON.parse(bodyOf('llamacpp-slots-idle')))).toMatchObject({ slotsBusy: 0, kvShare: 0 })
  })

  it('adds up what older versions tell apart', () => {
    expect(readSlots([{ n_ctx: 100, is_processing: true, n_prompt_tokens_processed: 20, next_token: { n_decoded: 5 } }]).kvShare).toBe(0.25)
    expect(readSlots([{ n_ctx: 100, is_processing: true }]).kvShare).toBeNull()
    expect(readSlots({ error: 'off' })).toEqual(emptyReading)
  })
})

describe('vLLM', () => {
  const page = (kv: string) => `vllm:num_requests_running{engine="0",model_name="m"} 3
vllm:num_requests_running{engine="1",model_name="m"} 4
vllm:num_requests_waiting{engine="0",model_name="m"} 2
vllm:num_requests_running{engine="0",model_name="other"} 50
vllm:${kv}{engine="0",model_name="m"} 0.25
vllm:${kv}{engine="1",model_name="m"} 0.75
vllm:num_preemptions_total{engine="0",model_name="m"} 7
vllm:prefix_cache_queries_total{model_name="m"} 100
vllm:prefix_cache_hits_total{model_name="m"} 40
vllm:generation_tokens_total{model_name="m"} 900
`
  it.each(['kv_cache_usage_perc', 'gpu_cache_usage_perc'])('adds up its engines, takes the fullest cache, and leaves other models out (%s)', (kv) => {
    expect(readMetricsPage(page(kv), 'm')).toMatchObject({ running: 7, waiting: 2, kvShare: 0.75, preemptions: 7, prefixQueries: 100, prefixHits: 40, generatedTokens: 900 })
  })

  it('as recorded: tells its own count of looked-up tokens, beside cached ones that are part of the prompt', () => {
    expect(readMetricsPage(bodyOf('vllm-metrics'), 'smollm2-135m-instruct')).toMatchObject({
      running: 0, waiting: 0, kvShare: 0, preemptions: 0, prefixQueries: 557, prefixHits: 128, generatedTokens: 107,
    })
  })
})

it('SGLang: every rank of a split model repeats the figures; only the first counts', () => {
  const page = ['0', '1'].map((rank) => `sglang:num_running_reqs{tp_rank="${rank}"} 5\nsglang:token_usage{tp_rank="${rank}"} 0.5\nsglang:gen_throughput{tp_rank="${rank}"} 80\nsglang:cache_hit_rate{tp_rank="${rank}"} 0.2\n`).join('')
  expect(readMetricsPage(page, 'm')).toMatchObject({ running: 5, waiting: null, kvShare: 0.5, tokensPerS: 80, prefixHitShare: 0.2 })
})

it('TGI: queue and batch', () => {
  expect(readMetricsPage('tgi_queue_size 3\ntgi_batch_current_size 2\n', 'm')).toMatchObject({ running: 2, waiting: 3, kvShare: null })
})

it('what is no number is absent, and metrics of others are not taken', () => {
  expect(readMetricsPage('vllm:kv_cache_usage_perc NaN\nother_queue_size 4\nqueue_size 4\n', 'm')).toEqual(emptyReading)
  expect([plainName('vllm_num_preemptions_total'), plainName('go_goroutines')]).toEqual(['num_preemptions', null])
})

it('Ollama: the loaded model’s size and its part in VRAM; none loaded is no figure', () => {
  const ps = { models: [{ name: 'a:latest', size: 10, size_vram: 4 }, { name: 'b', size: 1, size_vram: 1 }] }
  expect(readOllamaPs(ps, 'a')).toMatchObject({ modelBytes: 10, modelVramBytes: 4 })
  expect(readOllamaPs({ models: [] }, 'a')).toEqual(emptyReading)
  expect(readOllamaPs('<html>', 'a')).toEqual(emptyReading)
  const recorded = JSON.parse(bodyOf('ollama-ps')) as unknown
  for (const name of ['smollm2-135m-instruct', 'smollm2-135m-instruct:latest']) expect(readOllamaPs(recorded, name)).toMatchObject({ modelBytes: 143_762_688, modelVramBytes: 0 })
  expect(readOllamaPs(JSON.parse(bodyOf('ollama-ps-empty')), 'smollm2-135m-instruct')).toEqual(emptyReading)
})

it('joins what several pages tell; the first that knows a figure counts', () => {
  expect(mergeReadings([{ ...emptyReading, running: 1 }, { ...emptyReading, running: 2, slotsBusy: 2 }])).toMatchObject({ running: 1, slotsBusy: 2, waiting: null })
})

describe('rates', () => {
  const at = (preemptions: number | null, generatedTokens: number, prefixQueries = 0, prefixHits = 0) => ({ ...emptyReading, preemptions, generatedTokens, prefixQueries, prefixHits })
  it('are growth by time', () => {
    expect(serverRates(at(2, 100, 10, 5), at(6, 300, 30, 10), 2_000)).toEqual({ preemptionsPerS: 2, tokensPerS: 100, prefixHitShare: 0.25 })
  })
  it('are absent across a restart, with absent counters, and where nothing was looked up', () => {
    expect(serverRates(at(6, 300, 5, 5), at(0, 10, 5, 5), 1_000)).toEqual({ preemptionsPerS: null, tokensPerS: null, prefixHitShare: null })
    expect(serverRates(at(null, 0), at(1, 0), 1_000).preemptionsPerS).toBeNull()
  })
})

it('LM Studio: whether the model is loaded; a model it does not list is no figure', () => {
  const models = { data: [{ id: 'a', state: 'loaded' }, { id: 'b', state: 'not-loaded' }] }
  expect(isLmStudioModels(models)).toBe(true)
  expect(isLmStudioModels({ data: [{ id: 'a' }] })).toBe(false)
  expect(['a', 'b', 'c'].map((model) => readLmStudioModels(models, model).modelLoaded)).toEqual([1, 0, null])
})
