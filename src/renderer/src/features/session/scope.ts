/** Which part of the session the figures are of: everything, one stage, or the range brushed on the timeline. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { RangeAnalysis, SessionAnalysis, StageAnalysis } from '../../../../core/model/analysis.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'
import type { Range, TimelineStore } from '../../charts/timeline-store.ts'

export type Scope =
  | { readonly kind: 'all'; readonly figures: RangeAnalysis }
  | { readonly kind: 'stage'; readonly figures: StageAnalysis }
  /** `figures` null = still being computed. */
  | { readonly kind: 'range'; readonly range: Range; readonly figures: RangeAnalysis | null; readonly error: IpcError | null }

export interface ScopeState {
  readonly scope: Scope
  readonly stage: number | null
  /** Null = all stages. Drops a brushed range. */
  readonly chooseStage: (stage: number | null) => void
}

/** A range shorter than this holds no figure worth showing. */
const MIN_RANGE_MS = 100

type Computed = { readonly range: Range; readonly figures: RangeAnalysis | null; readonly error: IpcError | null }

/** The brushed range and its figures; a late answer for an older range is dropped. */
function useRange(sessionId: SessionId, store: TimelineStore): Computed | null {
  const range = useSyncExternalStore((listener) => store.subscribe('commit', listener), () => committed(store))
  const [computed, setComputed] = useState<Computed | null>(null)
  useEffect(() => {
    if (range === null) return undefined
    let isCurrent = true
    void bench.call['sessions:range']({ sessionId, fromMs: range[0], toMs: range[1] }).then((answer) => {
      if (isCurrent) setComputed(answer.ok ? { range, figures: answer.value, error: null } : { range, figures: null, error: answer.error })
    })
    return () => { isCurrent = false }
  }, [sessionId, range])
  if (range === null) return null
  return computed?.range === range ? computed : { range, figures: null, error: null }
}

function committed(store: TimelineStore): Range | null {
  const { selection } = store.state
  return selection !== null && selection[1] - selection[0] >= MIN_RANGE_MS ? selection : null
}

/** The stage that did most, else the last: a mean over different loads describes none of them. */
export function startingStage({ capacity, stages }: SessionAnalysis): number | null {
  return capacity.bestStage ?? stages.at(-1)?.index ?? null
}

export function useScope(sessionId: SessionId, analysis: SessionAnalysis, store: TimelineStore): ScopeState {
  const [stage, setStage] = useState(() => startingStage(analysis))
  const range = useRange(sessionId, store)
  const chosen = analysis.stages.find(({ index }) => index === stage)
  const scope: Scope = range !== null ? { kind: 'range', ...range }
    : chosen !== undefined ? { kind: 'stage', figures: chosen }
      : { kind: 'all', figures: analysis.overall }
  return {
    scope,
    stage: chosen === undefined ? null : stage,
    chooseStage: (next) => {
      store.setSelection(null)
      setStage(next)
    },
  }
}
