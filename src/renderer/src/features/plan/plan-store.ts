/** The form as the person left it: going to another view and back loses nothing. */
import type { ServerId } from '../../../../core/model/ids.ts'
import type { ApiKind } from '../../../../core/model/plan.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { createStore, useStore } from '../../stores/store.ts'
import type { LoadForm, LoadKind } from './load-form.ts'
import { defaultForm, type PlanForm } from './plan-form.ts'
import { randomSeed } from './random-seed.ts'

export interface PlanState {
  readonly form: PlanForm
  /** Null = the first server that answers. */
  readonly serverId: ServerId | null
  /** Null = the first model of the server. */
  readonly model: string | null
  /** Null = the best that the server offers. */
  readonly api: ApiKind | null
  /** Empty = named after model and server. */
  readonly name: string
}

export const planStore = createStore<PlanState>({ form: defaultForm(randomSeed()), serverId: null, model: null, api: null, name: '' })

export const usePlan = (): PlanState => useStore(planStore)

export function patchPlan(change: Partial<PlanState>): void {
  planStore.update((state) => ({ ...state, ...change }))
}

export function patchLoad(change: Partial<LoadForm>): void {
  planStore.update((state) => ({ ...state, form: { ...state.form, load: { ...state.form.load, ...change } } }))
}

export function patchForm(change: Partial<PlanForm>): void {
  planStore.update((state) => ({ ...state, form: { ...state.form, ...change } }))
}

/** The API of the next run: the wish where the server offers it, else its best; null = left to the probe before the run. */
export function chosenApi(wished: ApiKind | null, server: Pick<ServerInfo, 'apis'> | null): ApiKind | null {
  const offered = server?.apis ?? []
  return wished !== null && offered.includes(wished) ? wished : (offered[0] ?? null)
}

const usualStageS = 12

/** Chooses a kind of load. A trace comes from a file and ends by itself; whoever leaves it needs a limit again. */
export function chooseLoad(kind: LoadKind, least: { readonly stageDurationS: number } | null = null): void {
  planStore.update(({ form, ...state }) => {
    const needsLimit = kind !== 'trace' && form.stageDurationS === null && form.stageRequests === null
    return {
      ...state,
      form: {
        ...form,
        load: { ...form.load, kind },
        ...(kind === 'trace' ? { source: 'dataset' as const, shape: 'custom' as const, stageDurationS: null, stageRequests: null } : {}),
        ...(needsLimit ? { stageDurationS: usualStageS } : {}),
        ...(least !== null && (form.stageDurationS ?? 0) < least.stageDurationS ? least : {}),
      },
    }
  })
}

/** Takes a file's prompts; those of a trace are replayed unless the person chooses otherwise afterwards. */
export function chooseDataset(dataset: PlanForm['dataset']): void {
  patchForm({ dataset })
  if (dataset !== null && dataset.trace !== null) chooseLoad('trace')
}
