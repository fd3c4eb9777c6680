/** The settings document, version 1: small, in JSON, read before the first paint. */
import { z } from 'zod'
import { limitBounds, limitNames } from '../../../core/diagnosis/limits.ts'
import { samplePeriodsMs, switchableSources } from '../../../core/model/telemetry.ts'

/** Each within its own bounds; what is not named keeps its usual place. */
export const limitsSchema = z.partialRecord(z.enum(limitNames), z.number()).superRefine((limits, context) => {
  for (const name of limitNames) {
    const value = limits[name]
    const [least, most] = limitBounds(name)
    if (value !== undefined && (value < least || value > most)) context.addIssue({ code: 'custom', path: [name], message: `from ${least} to ${most}` })
  }
})

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
  /** Lanes hidden by the user, and their order, by lane id. */
  hiddenLanes: z.array(z.string().max(80)).max(100),
  /** Optional lanes that the user asked for. */
  shownLanes: z.array(z.string().max(80)).max(100),
  laneOrder: z.array(z.string().max(80)).max(100),
  /** All signals of the instant under the crosshair, beside it. */
  instantShown: z.boolean(),
  /** Sources of telemetry that are not read. */
  sourcesOff: z.array(z.enum(switchableSources)).max(20),
  /** May powermetrics be run through sudo for the power of an Apple GPU? */
  applePower: z.boolean(),
  /** Period in ms of those that are read at another than their usual one. */
  sourcePeriodsMs: z.partialRecord(z.enum(switchableSources), z.literal(samplePeriodsMs)),
  /** Where rules of the diagnosis draw their lines, if not where they usually do. */
  diagnosisLimits: limitsSchema,
})

export type Settings = z.infer<typeof settingsSchema>

export const settingsPatchSchema = settingsSchema.omit({ version: true }).partial()

export const defaultSettings: Settings = { version: 1, language: 'system', theme: 'system', hiddenLanes: [], shownLanes: [], laneOrder: [], instantShown: true, sourcesOff: [], sourcePeriodsMs: {}, applePower: false, diagnosisLimits: {} }
