/** Tells how a run ended and brings its session on screen; the window's title shows how far it is. */
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { bench } from '../../api.ts'
import { useToast } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { useRun, type RunState } from '../../stores/run-store.ts'
import { paths } from './paths.ts'

export function useRunNews(): void {
  const { t } = useTranslation()
  const { show } = useToast()
  const [location, navigate] = useLocation()
  const { progress, ended } = useRun()

  const announce = useEffectEvent(({ sessionId, status, seriesId }: NonNullable<RunState['ended']>) => {
    const path = seriesId === null ? paths.session(sessionId) : paths.series(seriesId)
    if (location === paths.live) {
      navigate(path, { replace: true })
      return
    }
    show({
      message: t(seriesId === null ? `frame:ended.${status}` : `frame:endedSeries.${status}`),
      tone: status === 'failed' ? 'error' : 'neutral',
      action: { label: t(seriesId === null ? 'frame:ended.open' : 'series:open'), onAction: () => navigate(path) },
    })
  })
  useEffect(() => {
    if (ended !== null) announce(ended)
  }, [ended])

  const reportError = useReportError()
  useEffect(() => bench.on['run:problem'](reportError), [reportError])

  const percent = progress === null || progress.fraction === null ? null : Math.floor(progress.fraction * 100)
  useEffect(() => {
    const name = t('common:appName')
    document.title = percent === null ? name : `${percent} % · ${name}`
  }, [percent, t])
}
