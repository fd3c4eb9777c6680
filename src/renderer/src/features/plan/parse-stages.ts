/** Reads a list of users per stage as people type it: `1,2 4` and full-width digits and commas of a Chinese input method. */
import { planBounds } from '../../../../core/model/plan.ts'

/** A list of requests/s per stage, typed the same way; a decimal comma would part the list, so it is a point. */
export function parseRates(text: string): { readonly values: readonly number[]; readonly rejected: string | null } {
  return parseList(text, (part) => /^\d*\.?\d+$/.test(part) && Number(part) >= planBounds.minRatePerS && Number(part) <= planBounds.maxRatePerS)
}

function parseList(text: string, isValue: (part: string) => boolean): { readonly values: readonly number[]; readonly rejected: string | null } {
  const parts = text.normalize('NFKC').split(/[\s,;、，]+/).filter((part) => part !== '')
  const rejected = parts.find((part) => !isValue(part)) ?? null
  return { values: rejected === null ? parts.map(Number) : [], rejected }
}

/** `rejected` is the first part that is no number of users within the bounds; then `users` is empty. */
export function parseStages(text: string): { readonly users: readonly number[]; readonly rejected: string | null } {
  const { values, rejected } = parseList(text, (part) => /^\d+$/.test(part) && Number(part) >= 1 && Number(part) <= planBounds.maxConcurrency)
  return { users: values, rejected }
}
