/** Tells how a run ended and brings its session on screen; the window's title shows how far it is. */
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useToast } from '../../components/index.ts'
import { useRun, type RunState } from '../../stores/run-store.ts'
import { paths } from './paths.ts'

export function useRunNews(): void {
  const { t } = useTranslation()
  const { show } = useToast()
  const [location, navigate] = useLocation()
  const { progress, ended } = useRun()

  const announce = useEffectEvent(({ sessionId, status }: NonNullable<RunState['ended']>) => {
    if (location === paths.live) {
      navigate(paths.session(sessionId), { replace: true })
      return
    }
    show({
      message: t(`frame:ended.${status}`),
      tone: status === 'failed' ? 'error' : 'neutral',
      action: { label: t('frame:ended.open'), onAction: () => navigate(paths.session(sessionId)) },
    })
  })
  useEffect(() => {
    if (ended !== null) announce(ended)
  }, [ended])

  const percent = progress === null || progress.fraction === null ? null : Math.floor(progress.fraction * 100)
  useEffect(() => {
    const name = t('common:appName')
    document.title = percent === null ? name : `${percent} % · ${name}`
  }, [percent, t])
}
