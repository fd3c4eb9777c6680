/** Where the run in progress is, and which session ended last; fed by events, so that any view can show it. */
import type { SessionId } from '../../../core/model/ids.ts'
import type { SessionStatus } from '../../../core/model/session.ts'
import type { JobState, RunProgress } from '../../../core/model/view.ts'
import type { CallInput, PlanDraft } from '../../../shared/ipc/contract.ts'
import type { IpcError } from '../../../shared/ipc/envelope.ts'
import { bench } from '../api.ts'
import { createStore, useStore } from './store.ts'

export interface RunState {
  /** Null while no run is on. */
  readonly progress: RunProgress | null
  /** What the start set going: also on while it calibrates and between the runs of a series. */
  readonly job: JobState | null
  readonly ended: { readonly sessionId: SessionId; readonly status: SessionStatus; readonly seriesId: string | null } | null
}

export const runStore = createStore<RunState>({ progress: null, job: null, ended: null })

export const useRun = (): RunState => useStore(runStore)

/** Whether a run, a series or the calibration before them is on, so that no other can start. */
export function useIsBusy(): boolean {
  const { progress, job } = useRun()
  return progress !== null || job !== null
}

async function refresh(): Promise<void> {
  const [progress, job] = await Promise.all([bench.call['runs:current'](), bench.call['runs:job']()])
  if (progress.ok) runStore.update((state) => ({ ...state, progress: progress.value }))
  if (job.ok) runStore.update((state) => ({ ...state, job: job.value }))
}

/** Follows the run. Call it once. */
export function connectRun(): void {
  bench.on['run:progress']((progress) => runStore.update((state) => ({ ...state, progress: progress.phase === 'ended' ? null : progress })))
  bench.on['run:ended']((ended) => runStore.update((state) => ({ ...state, progress: null, ended })))
  bench.on['run:job']((job) => runStore.update((state) => ({ ...state, job, ...(job?.step === 'running' ? {} : { progress: null }) })))
  bench.on['process:restarted'](() => void refresh())
  void refresh()
}

type Versus = NonNullable<CallInput<'runs:start'>['versus']>

export type RunStart = Omit<CallInput<'runs:start'>, 'plan' | 'versus'> & {
  readonly plan: PlanDraft
  readonly versus?: Omit<Versus, 'plan'> & { readonly plan: PlanDraft | null }
}

/** Lists of the contract are not readonly. */
const writable = (plan: PlanDraft): CallInput<'runs:start'>['plan'] => ({ ...plan, stages: [...plan.stages] })

/** Starts a run. @returns the error to show, or null; the progress follows by itself. */
export async function startRun({ plan, versus, ...input }: RunStart): Promise<IpcError | null> {
  const other = versus === undefined ? {} : { versus: { ...versus, plan: versus.plan === null ? null : writable(versus.plan) } }
  const answer = await bench.call['runs:start']({ ...input, ...other, plan: writable(plan) })
  if (!answer.ok) return answer.error
  await refresh()
  return null
}

/** Asks the run to end: first without cutting open requests, the second time by cutting them. @returns the error to show, or null. */
export async function stopRun(): Promise<IpcError | null> {
  const { progress, job } = runStore.get()
  const stopping = progress?.stopping ?? (job?.stopping === true ? 'drain' : 'no')
  const answer = await bench.call['runs:stop']({ mode: stopping === 'no' ? 'drain' : 'abort' })
  return answer.ok ? null : answer.error
}
