/** Reads a list of users per stage as people type it: `1,2 4` and full-width digits and commas of a Chinese input method. */
import { planBounds } from '../../../../core/model/plan.ts'

/** `rejected` is the first part that is no number of users within the bounds; then `users` is empty. */
export function parseStages(text: string): { readonly users: readonly number[]; readonly rejected: string | null } {
  const parts = text.normalize('NFKC').split(/[\s,;、，]+/).filter((part) => part !== '')
  const isUsers = (part: string): boolean => /^\d+$/.test(part) && Number(part) >= 1 && Number(part) <= planBounds.maxConcurrency
  const rejected = parts.find((part) => !isUsers(part)) ?? null
  return { users: rejected === null ? parts.map(Number) : [], rejected }
}
