/** How each of several sessions is told apart in every chart and list: a hue, and a dash where hues don't serve. */
import { runInks, type RunInk } from '../../charts/chart-theme.ts'
import { dashes } from '../../charts/lane-context.ts'

const order = [dashes.solid, dashes.long, dashes.dot, dashes.dashDot] as const

export function runStyle(place: number): { readonly ink: RunInk; readonly dash: readonly number[]; readonly mark: 'line' } {
  return { ink: runInks[place % runInks.length] ?? 'run-1', dash: order[place % order.length] ?? dashes.solid, mark: 'line' }
}
