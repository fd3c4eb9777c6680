/** How rigorous the next run is to be: repeats, what it takes turns with, a calibration beforehand. Kept when going to another view and back. */
import type { CalibrationWish } from '../../../../core/model/calibration.ts'
import type { ServerId } from '../../../../core/model/ids.ts'
import { maxRepeats } from '../../../../core/model/repeats.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import type { OpenedPlan } from '../../../../shared/ipc/contract.ts'
import type { RunStart } from '../../stores/run-store.ts'
import { createStore, useStore } from '../../stores/store.ts'
import { chosenApi } from './plan-store.ts'

export interface Rigor {
  /** Null = left empty. */
  readonly repeats: number | null
  readonly hasVersus: boolean
  /** Null = the same as the run's own. */
  readonly versusServerId: ServerId | null
  readonly versusModel: string | null
  /** A plan from a file; null = the same as the run's own. */
  readonly versusPlan: OpenedPlan | null
  readonly calibrate: CalibrationWish
}

export const defaultRigor: Rigor = { repeats: 1, hasVersus: false, versusServerId: null, versusModel: null, versusPlan: null, calibrate: 'auto' }

/** Fewer runs an arm than this leave open how much runs differ by themselves. */
export const tellingRepeats = 3

const rigorStore = createStore<Rigor>(defaultRigor)

export const useRigor = (): Rigor => useStore(rigorStore)

export function patchRigor(change: Partial<Rigor>): void {
  rigorStore.update((state) => ({ ...state, ...change }))
}

/** What the run takes turns with, resolved against the servers that are known. */
export interface Versus {
  readonly server: ServerInfo
  readonly model: string
  readonly plan: OpenedPlan | null
}

/** `null` = no second setting is wished for; `incomplete` = it is not named fully, or the same as the first. */
export function versusOf(rigor: Rigor, servers: readonly ServerInfo[], a: { readonly server: ServerInfo | null; readonly model: string }): Versus | 'incomplete' | null {
  if (!rigor.hasVersus) return null
  const server = rigor.versusServerId === null ? a.server : (servers.find(({ id }) => id === rigor.versusServerId) ?? null)
  if (server === null) return 'incomplete'
  const usual = server.models.includes(a.model) || server.models.length === 0 ? a.model : (server.models[0] ?? '')
  const isListed = rigor.versusModel !== null && (server.models.length === 0 || server.models.includes(rigor.versusModel))
  const model = (isListed ? rigor.versusModel : usual) ?? ''
  const isSame = server.id === a.server?.id && model === a.model && rigor.versusPlan === null
  return model === '' || isSame ? 'incomplete' : { server, model, plan: rigor.versusPlan }
}

export function repeatsIssue({ repeats }: Pick<Rigor, 'repeats'>): boolean {
  return repeats === null || !Number.isInteger(repeats) || repeats < 1 || repeats > maxRepeats
}

/** The parts of a start that are about rigor. */
export function rigorParts({ repeats, calibrate }: Rigor, versus: Versus | null, api: RunStart['api']): Pick<RunStart, 'repeats' | 'versus' | 'calibrate'> {
  return {
    repeats: repeats ?? 1,
    calibrate,
    ...(versus === null ? {} : { versus: { serverId: versus.server.id, model: versus.model, api: chosenApi(api, versus.server), plan: versus.plan?.plan ?? null } }),
  }
}

/** The same for the command line; the folder of a file is not known to the window. */
export function rigorCli({ repeats, calibrate }: Rigor, versus: Versus | null, a: { readonly server: ServerInfo; readonly model: string }): readonly (readonly [name: string, value: string | number | true])[] {
  return [
    ...(repeats === null || repeats === 1 ? [] : [['repeat', repeats] as const]),
    ...(versus === null || versus.server.id === a.server.id ? [] : [['versus-url', versus.server.apiBaseUrl ?? versus.server.url] as const]),
    ...(versus === null || versus.model === a.model ? [] : [['versus-model', versus.model] as const]),
    ...(versus === null || versus.plan === null ? [] : [['versus-plan', versus.plan.fileName] as const]),
    ...(calibrate === 'always' ? [['calibrate', true] as const] : calibrate === 'never' ? [['no-calibrate', true] as const] : []),
  ]
}
