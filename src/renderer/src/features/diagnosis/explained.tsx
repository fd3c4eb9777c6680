/** Asks what was different at a moment, and shows the answer in whichever state it is. */
import { useCallback } from 'react'
import type { Moment } from '../../../../core/model/explanation.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { bench } from '../../api.ts'
import type { TimelineFocus } from '../../charts/timeline-store.ts'
import { Skeleton } from '../../components/index.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { CallError } from '../frame/call-error.tsx'
import { MomentBody } from './moment.tsx'

export interface ExplainedProps {
  readonly sessionId: SessionId
  /** Must keep its identity while it is the same moment. */
  readonly moment: Moment
  readonly onShow: (focus: TimelineFocus) => void
}

export function Explained({ sessionId, moment, onShow }: ExplainedProps) {
  const { loaded, reload } = useLoad(useCallback(() => bench.call['sessions:explain']({ sessionId, moment }), [sessionId, moment]))
  if (loaded.state === 'loading') return <Skeleton lines={3} />
  return loaded.state === 'error' ? <CallError layout="inline" error={loaded.error} onRetry={reload} /> : <MomentBody explanation={loaded.value} onShow={onShow} />
}
