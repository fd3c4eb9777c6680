/** The workload of a plan: a single length and made-up words unless it says more. */
import { z } from 'zod'
import { planBounds } from '../../../core/model/plan.ts'
import { promptSetNames } from '../../../core/model/prompt-set.ts'
import { datasetFormats } from '../../../core/model/workload.ts'
import { maxSigma } from '../../../core/workload/length-spread.ts'

const count = (max: number) => z.number().int().min(1).max(max)

function spreadSchema(maxTokens: number) {
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('uniform'), min: count(maxTokens), max: count(maxTokens) })
      .refine(({ min, max }) => min <= max, { params: { key: 'minAboveMax' } }),
    z.strictObject({ kind: z.literal('normal'), mean: count(maxTokens), deviation: z.number().int().min(0).max(maxTokens) }),
    z.strictObject({ kind: z.literal('lognormal'), median: count(maxTokens), sigma: z.number().min(0).max(maxSigma) }),
  ])
}

export const promptSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('synthetic') }),
  z.strictObject({ kind: z.literal('shared-prefix'), groups: count(planBounds.maxGroups), prefixTokens: count(planBounds.maxPromptTokens) }),
  z.strictObject({ kind: z.literal('prompt-set'), set: z.enum(promptSetNames) }),
  z.strictObject({
    kind: z.literal('dataset'),
    name: z.string().min(1).max(255),
    format: z.enum(datasetFormats),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    count: count(planBounds.maxDatasetPrompts),
  }),
])

export const workloadSchema = z.strictObject({
  shape: z.string().min(1).max(40),
  promptTokens: count(planBounds.maxPromptTokens),
  outputTokens: count(planBounds.maxOutputTokens),
  promptSpread: spreadSchema(planBounds.maxPromptTokens).optional(),
  outputSpread: spreadSchema(planBounds.maxOutputTokens).optional(),
  source: promptSourceSchema.optional(),
  conversation: z.strictObject({ turns: count(planBounds.maxTurns).min(2), contextTokens: count(planBounds.maxContextTokens) }).optional(),
  answers: z.literal('natural').optional(),
  verbatim: z.boolean().optional(),
})
