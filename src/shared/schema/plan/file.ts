/** A plan as a file: everything but the target, so that it can be run against any server. Version 1. */
import { z } from 'zod'
import type { Plan } from '../../../core/model/plan.ts'
import { issuesOf, notJson, schemaIssue, withInput, type SchemaIssue } from '../issues.ts'
import { parsePlan, planSchema } from './v1.ts'

/** A plan without the server it is run against. */
export type PlanDraft = Omit<Plan, 'target' | 'version'>

export const planFileFormat = 'llm-dyno/plan'

const knownVersion = 1

const headSchema = z.looseObject({ format: z.literal(planFileFormat), version: z.int().gt(knownVersion) })

const fileSchema = z.looseObject({ format: z.literal(planFileFormat), version: z.literal(knownVersion), plan: planSchema.omit({ target: true, version: true }) })

/** Any target does: the rules of a plan are not about it. */
const anyTarget: Plan['target'] = { name: 'any', engine: 'unknown', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1', model: 'any', simulated: false }

export function planFileText(plan: PlanDraft): string {
  return `${JSON.stringify({ format: planFileFormat, version: knownVersion, plan }, null, 2)}\n`
}

/** The issues name the field and what is wrong with it. */
export function parsePlanFile(text: string): { readonly plan: PlanDraft } | { readonly issues: readonly SchemaIssue[] } {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return { issues: [notJson(error)] }
  }
  const newer = headSchema.safeParse(document)
  if (newer.success) return { issues: [schemaIssue('version', 'newer', { version: newer.data.version, known: knownVersion })] }
  const parsed = fileSchema.safeParse(document, withInput)
  if (!parsed.success) return { issues: issuesOf(parsed.error) }
  const whole = parsePlan({ ...parsed.data.plan, version: 1, target: anyTarget })
  return 'plan' in whole ? { plan: parsed.data.plan } : whole
}
