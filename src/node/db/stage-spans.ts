/** The interval of each stage, read from the events that the engine sent. */
import { noLoad, stageLoad } from '../../core/model/load.ts'
import { stageThatRan, type Plan } from '../../core/model/plan.ts'
import type { SessionEvent, StageSpan } from '../../core/model/session.ts'

/** Stages in order; one that never ended closes at the end of the session, or stays open while that runs. */
export function stageSpans(plan: Plan, events: readonly SessionEvent[], durationMs: number | null): StageSpan[] {
  const spans = new Map<number, StageSpan>()
  for (const event of events) {
    if (event.stage === null) continue
    const started = spans.get(event.stage)
    if (event.kind === 'stage-start' && started === undefined) {
      const ran = stageThatRan(plan, event.stage, event.detail)
      const load = ran === null ? noLoad : stageLoad(ran)
      spans.set(event.stage, { index: event.stage, ...load, startMs: event.atMs, endMs: durationMs })
    } else if (event.kind === 'stage-end' && started !== undefined) {
      spans.set(event.stage, { ...started, endMs: event.atMs })
    }
  }
  return [...spans.values()].toSorted((a, b) => a.index - b.index)
}
