/** One session, judged: the verdicts, the picture, the evidence. Loads it and shows whichever state it is in. */
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../../core/model/ids.ts'
import { bench } from '../../api.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { CallError } from '../frame/call-error.tsx'
import { View } from '../frame/view.tsx'
import { SessionPage } from './session-page.tsx'
import { SessionSkeleton } from './session-skeleton.tsx'

export interface SessionViewProps {
  readonly sessionId: SessionId
}

export function SessionView({ sessionId }: SessionViewProps) {
  const { t } = useTranslation()
  const { loaded, reload } = useLoad(useCallback(() => bench.call['sessions:get']({ sessionId }), [sessionId]))
  useEffect(() => bench.on['run:ended']((ended) => { if (ended.sessionId === sessionId) reload() }), [sessionId, reload])
  if (loaded.state === 'loading') return <SessionSkeleton title={t('session:title')} sessionId={sessionId} />
  if (loaded.state === 'error') return <View title={t('session:title')}><CallError error={loaded.error} onRetry={reload} /></View>
  return <SessionPage key={sessionId} view={loaded.value} />
}
