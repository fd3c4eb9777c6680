/** What a plan asks of the service, when its stages end early, and how the stable rate is searched, and who else is there. */
import { z } from 'zod'
import { planBounds } from '../../../core/model/plan.ts'

const share = z.number().min(0).max(1)
const latencyMs = z.number().min(1).max(3_600_000).nullable()

export const stopSchema = z.strictObject({
  maxErrors: z.number().int().min(1).max(1_000_000).optional(),
  maxErrorShare: share.optional(),
  overSaturation: z.boolean().optional(),
})

export const sloSchema = z.strictObject({ ttftP95Ms: latencyMs, tpotP95Ms: latencyMs, maxErrorShare: share })

export const searchSchema = z.strictObject({
  maxRatePerS: z.number().min(planBounds.minRatePerS).max(planBounds.maxRatePerS),
  tolerance: z.number().min(planBounds.minSearchTolerance).max(1),
  maxTrials: z.number().int().min(planBounds.minSearchTrials).max(planBounds.maxSearchTrials),
})

export const probeSchema = z.strictObject({
  promptTokens: z.number().int().min(1).max(planBounds.maxProbeTokens),
  outputTokens: z.number().int().min(1).max(planBounds.maxProbeTokens),
  pauseMs: z.number().int().min(planBounds.minProbePauseMs).max(planBounds.maxProbePauseMs),
})
