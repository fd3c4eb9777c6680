/** The plan document, version 1: bounds every number before anything is sent to a server. */
import { z } from 'zod'
import { isOpenLoad } from '../../../core/model/load.ts'
import { apiKinds, planBounds, type Plan } from '../../../core/model/plan.ts'
import { isTrace } from '../../../core/model/workload.ts'
import { issuesOf, schemaIssue, withInput, type SchemaIssue } from '../issues.ts'
import { probeSchema, searchSchema, sloSchema, stopSchema } from './search.ts'
import { stageSchema } from './stage.ts'
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
  stages: z.array(stageSchema).min(1).max(planBounds.maxStages),
  stageDurationMs: count(planBounds.maxStageDurationMs).nullable(),
  stageRequests: count(planBounds.maxStageRequests).nullable(),
  warmupRequests: z.number().int().min(0).max(1000),
  warmupUntilSteady: z.boolean().optional(),
  coldStart: z.boolean().optional(),
  stop: stopSchema.optional(),
  slo: sloSchema.optional(),
  search: searchSchema.optional(),
  probe: probeSchema.optional(),
  engines: count(planBounds.maxEngines).optional(),
  soak: z.strictObject({ sliceMs: z.number().int().min(planBounds.minSliceMs).max(planBounds.maxSliceMs) }).optional(),
  pauseBetweenStagesMs: ms(600_000),
  drainMs: ms(3_600_000),
  timeouts: z.strictObject({ connectMs: count(600_000), firstTokenMs: count(3_600_000), idleMs: count(3_600_000), totalMs: count(4 * 3_600_000) }),
  temperature: z.number().min(0).max(2),
  seed: z.number().int().min(0).max(0xffff_ffff),
  telemetry: z.strictObject({ enabled: z.boolean(), baselineMs: ms(60_000), tailMs: ms(60_000) }),
})

/** What the shape alone can't say; empty when all is well. */
function conflicts({ coldStart, warmupRequests, workload, soak, stages, stageDurationMs, stageRequests, search, slo }: Omit<Plan, 'target'>): readonly SchemaIssue[] {
  const issues: SchemaIssue[] = []
  if (stageDurationMs === null && stageRequests === null) issues.push(schemaIssue('stageDurationMs, stageRequests', 'noLimit'))
  if (coldStart === true && warmupRequests === 0) issues.push(schemaIssue('coldStart', 'coldWarmup'))
  if (new Set(stages.map(isOpenLoad)).size > 1) issues.push(schemaIssue('stages', 'mixedLoads'))
  if (stages.some((stage) => stage.arrival === 'trace') && (stages.length !== 1 || !isTrace(workload) || stages[0]?.ramp !== undefined || search !== undefined)) {
    issues.push(schemaIssue('stages', 'traceStage'))
  }
  if (isTrace(workload) && workload.conversation !== undefined) issues.push(schemaIssue('workload', 'traceConversation'))
  if (soak !== undefined && (stages.length !== 1 || search !== undefined)) issues.push(schemaIssue('soak', 'soakStage'))
  if (stageDurationMs === null && stages.some(({ ramp }) => ramp !== undefined)) issues.push(schemaIssue('stages', 'rampDuration'))
  if (search === undefined) return issues
  const [first] = stages
  if (stages.length !== 1 || first === undefined || !isOpenLoad(first) || first.ramp !== undefined) issues.push(schemaIssue('search', 'searchStage'))
  if (slo === undefined) issues.push(schemaIssue('search', 'searchSlo'))
  if (stageDurationMs === null || stageDurationMs > 600_000) issues.push(schemaIssue('search', 'searchDuration'))
  return issues
}

/** Parses a whole plan. The issues name the field and the bound that was broken; a plan without any limit is refused too. */
export function parsePlan(input: unknown): { readonly plan: Plan } | { readonly issues: readonly SchemaIssue[] } {
  const parsed = planSchema.safeParse(input, withInput)
  if (!parsed.success) return { issues: issuesOf(parsed.error) }
  const issues = conflicts(parsed.data)
  return issues.length > 0 ? { issues } : { plan: parsed.data }
}
