/** One stage of a plan: users or a rate, constant or ramped. */
import { z } from 'zod'
import { arrivalKinds } from '../../../core/model/load.ts'
import { planBounds } from '../../../core/model/plan.ts'

const users = z.number().int().min(1).max(planBounds.maxConcurrency)
const rate = z.number().min(planBounds.minRatePerS).max(planBounds.maxRatePerS)
const steps = z.number().int().min(2).max(100).nullable()

const closedSchema = z.strictObject({
  concurrency: users,
  thinkTimeMs: z.number().min(0).max(planBounds.maxThinkTimeMs).optional(),
  ramp: z.strictObject({ to: users, steps }).optional(),
})

const openSchema = z.strictObject({
  ratePerS: rate,
  arrival: z.enum(arrivalKinds),
  burstiness: z.number().min(0.01).max(1000).optional(),
  traceScale: z.number().min(planBounds.minTraceScale).max(planBounds.maxTraceScale).optional(),
  ramp: z.strictObject({ to: rate, steps }).optional(),
  maxOpen: z.number().int().min(1).max(planBounds.maxOpenRequests).optional(),
})

export const stageSchema = z.union([closedSchema, openSchema])
