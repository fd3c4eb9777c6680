/** From what is to be repeated, or compared, to the runs of the series in their order. */
import type { Plan } from '../core/model/plan.ts'
import type { RemoteConfig } from '../core/model/remote.ts'
import { seedOfRun, seriesPlaces, type SeriesPlace } from '../core/model/repeats.ts'
import type { PromptItem } from '../core/workload/message.ts'

/** One run that is to be made. `prompts`: those of the file that the plan names; empty otherwise. */
export interface RunOrder {
  readonly plan: Plan
  readonly prompts: readonly PromptItem[]
  readonly name: string
  readonly apiKey: string | null
  /** Where the telemetry of the model's machine comes from; null or left out = this machine. */
  readonly remote?: RemoteConfig | null
  /** Null for a run of its own. */
  readonly place: SeriesPlace | null
}

type ArmOrder = Omit<RunOrder, 'place'>

function placeName({ arm, repeat, repeats, armCount }: SeriesPlace): string {
  return armCount === 1 ? `${repeat}/${repeats}` : `${arm} ${repeat}/${repeats}`
}

/** `b` null = plain repeats; one repeat of one arm is a run of its own. Every run gets a seed from its arm's plan. */
export function seriesOrders(seriesId: string, repeats: number, a: ArmOrder, b: ArmOrder | null): readonly RunOrder[] {
  if (repeats === 1 && b === null) return [{ ...a, place: null }]
  return seriesPlaces(seriesId, repeats, b === null ? 1 : 2).map((place) => {
    const order = place.arm === 'B' && b !== null ? b : a
    return { ...order, plan: { ...order.plan, seed: seedOfRun(order.plan.seed, place) }, name: `${order.name} · ${placeName(place)}`, place }
  })
}
