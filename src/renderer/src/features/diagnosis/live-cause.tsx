/** The present top cause of a run in one line; asked seldom, and less often the longer the answer takes, so that the run keeps the machine. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { causeKindKey, causeTitleKey, confidenceKey } from '../../../../core/format/diagnosis-text.ts'
import type { Diagnosis } from '../../../../core/model/diagnosis.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { bench } from '../../api.ts'
import { Badge } from '../../components/index.ts'
import styles from './diagnosis.module.css'

const PERIOD_MS = 5_000
/** Asking may take up one part in so many of a core's time. */
const PATIENCE = 50
/** Reading more would cost the machine under test more than a word between is worth; the finished session says it. */
const MOST_REQUESTS = 100_000
/** Before that there is nothing to say. */
const LEAST_REQUESTS = 10

/** Null until there is an answer, and where asking would cost too much. */
function useLiveDiagnosis(sessionId: SessionId, isAsked: boolean): Diagnosis | null {
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null)
  useEffect(() => {
    if (!isAsked) return undefined
    let timer: ReturnType<typeof setTimeout> | null = null
    let isOver = false
    const ask = async (): Promise<void> => {
      const startMs = performance.now()
      const answer = document.hidden ? null : await bench.call['sessions:diagnose']({ sessionId, range: null })
      if (isOver) return
      const tookMs = performance.now() - startMs
      if (answer?.ok === true) setDiagnosis(answer.value)
      timer = setTimeout(() => void ask(), Math.max(PERIOD_MS, PATIENCE * tookMs))
    }
    timer = setTimeout(() => void ask(), PERIOD_MS)
    return () => {
      isOver = true
      if (timer !== null) clearTimeout(timer)
    }
  }, [sessionId, isAsked])
  return isAsked ? diagnosis : null
}

export function LiveCause({ sessionId, requests }: { readonly sessionId: SessionId; readonly requests: number }) {
  const { t } = useTranslation()
  const diagnosis = useLiveDiagnosis(sessionId, requests >= LEAST_REQUESTS && requests <= MOST_REQUESTS)
  if (diagnosis === null) return null
  const [cause] = diagnosis.causes
  return (
    <p className={styles.live} role="status">
      <span className="muted">{t('diagnosis:panel.live')}</span>
      {cause === undefined
        ? <span>{t(diagnosis.isUndetermined ? 'diagnosis:panel.liveUndetermined' : 'diagnosis:panel.liveNone')}</span>
        : (
          <>
            <strong>{t(causeTitleKey(cause.id))}</strong>
            <Badge tone="neutral">{t(causeKindKey(cause.kind))}</Badge>
            <Badge tone="outline">{t(confidenceKey(cause.confidence))}</Badge>
          </>
        )}
    </p>
  )
}
