/** Where the run in progress is, and which session ended last; fed by events, so that any view can show it. */
import type { SessionId } from '../../../core/model/ids.ts'
import type { SessionStatus } from '../../../core/model/session.ts'
import type { RunProgress } from '../../../core/model/view.ts'
import type { CallInput, PlanDraft } from '../../../shared/ipc/contract.ts'
import type { IpcError } from '../../../shared/ipc/envelope.ts'
import { bench } from '../api.ts'
import { createStore, useStore } from './store.ts'

export interface RunState {
  /** Null while no run is on. */
  readonly progress: RunProgress | null
  readonly ended: { readonly sessionId: SessionId; readonly status: SessionStatus } | null
}

export const runStore = createStore<RunState>({ progress: null, ended: null })

export const useRun = (): RunState => useStore(runStore)

async function refresh(): Promise<void> {
  const answer = await bench.call['runs:current']()
  if (answer.ok) runStore.update((state) => ({ ...state, progress: answer.value }))
}

/** Follows the run. Call it once. */
export function connectRun(): void {
  bench.on['run:progress']((progress) => runStore.update((state) => ({ ...state, progress: progress.phase === 'ended' ? null : progress })))
  bench.on['run:ended']((ended) => runStore.set({ progress: null, ended }))
  bench.on['process:restarted'](() => void refresh())
  void refresh()
}

export type RunStart = Omit<CallInput<'runs:start'>, 'plan'> & { readonly plan: PlanDraft }

/** Starts a run. @returns the error to show, or null; the progress follows by itself. */
export async function startRun({ plan, ...input }: RunStart): Promise<IpcError | null> {
  const answer = await bench.call['runs:start']({ ...input, plan: { ...plan, stages: [...plan.stages] } })
  if (!answer.ok) return answer.error
  await refresh()
  return null
}

/** Asks the run to end: first without cutting open requests, the second time by cutting them. @returns the error to show, or null. */
export async function stopRun(): Promise<IpcError | null> {
  const stopping = runStore.get().progress?.stopping ?? 'no'
  const answer = await bench.call['runs:stop']({ mode: stopping === 'no' ? 'drain' : 'abort' })
  return answer.ok ? null : answer.error
}
