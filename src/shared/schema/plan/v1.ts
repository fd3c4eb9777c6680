/** The plan document, version 1: bounds every number before anything is sent to a server. */
import { z } from 'zod'
import { apiKinds, planBounds, type Plan } from '../../../core/model/plan.ts'
import { workloadSchema } from './workload-v1.ts'

const ms = (max: number) => z.number().int().min(0).max(max)
const count = (max: number) => z.number().int().min(1).max(max)

export const targetSchema = z.strictObject({
  name: z.string().min(1).max(200),
  engine: z.enum(['ollama', 'llama.cpp', 'lm-studio', 'vllm', 'sglang', 'tgi', 'localai', 'koboldcpp', 'jan', 'llm-dyno-simulator', 'unknown']),
  engineVersion: z.string().max(200).nullable(),
  api: z.enum(apiKinds),
  apiBaseUrl: z.string().max(2048).regex(/^https?:\/\//),
  model: z.string().min(1).max(512),
  simulated: z.boolean(),
})

export const planSchema = z.strictObject({
  version: z.literal(1),
  target: targetSchema,
  workload: workloadSchema,
  stages: z.array(z.strictObject({ concurrency: count(planBounds.maxConcurrency) })).min(1).max(planBounds.maxStages),
  stageDurationMs: count(planBounds.maxStageDurationMs).nullable(),
  stageRequests: count(planBounds.maxStageRequests).nullable(),
  warmupRequests: z.number().int().min(0).max(1000),
  pauseBetweenStagesMs: ms(600_000),
  drainMs: ms(3_600_000),
  timeouts: z.strictObject({ connectMs: count(600_000), firstTokenMs: count(3_600_000), idleMs: count(3_600_000), totalMs: count(4 * 3_600_000) }),
  temperature: z.number().min(0).max(2),
  seed: z.number().int().min(0).max(0xffff_ffff),
  telemetry: z.strictObject({ enabled: z.boolean(), baselineMs: ms(60_000), tailMs: ms(60_000) }),
})

/** Parses a whole plan. The issues name the field and the bound that was broken; a plan without any limit is refused too. */
export function parsePlan(input: unknown): { readonly plan: Plan } | { readonly issues: readonly string[] } {
  const parsed = planSchema.safeParse(input)
  if (!parsed.success) return { issues: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) }
  if (parsed.data.stageDurationMs === null && parsed.data.stageRequests === null) {
    return { issues: ['stageDurationMs, stageRequests: at least one limit must be set'] }
  }
  return { plan: parsed.data }
}
