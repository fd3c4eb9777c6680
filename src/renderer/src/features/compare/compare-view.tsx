/** Two to eight sessions side by side: what differs first, then the figures, then the pictures. */
import { FileInput, GitCompareArrows, History } from 'lucide-react'
import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { maxCompared, type Comparison } from '../../../../core/model/comparison.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { bench } from '../../api.ts'
import { Button, Card, EmptyState, Skeleton } from '../../components/index.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { CallError } from '../frame/call-error.tsx'
import { paths } from '../frame/paths.ts'
import { View } from '../frame/view.tsx'
import { OpeningNote } from '../session/opening-note.tsx'
import { compareStore } from './compare-store.ts'
import { DifferencesTable } from './differences-table.tsx'
import { ExportComparison } from './export-comparison.tsx'
import { SessionStrip } from './session-strip.tsx'
import { StagePart } from './stage-part.tsx'
import { useAddFile } from './use-add-file.ts'
import { useWords } from './use-words.ts'
import { WarningsBanner } from './warnings-banner.tsx'
import styles from './compare.module.css'

type ResultProps = { readonly comparison: Comparison; readonly base: number; readonly onBase: (place: number) => void; readonly onRemove: ((id: SessionId) => void) | null }

function Result({ comparison, base, onBase, onRemove }: ResultProps) {
  const words = useWords()
  return (
    <>
      <SessionStrip comparison={comparison} words={words} base={base} onBase={onBase} onRemove={onRemove} />
      <WarningsBanner comparison={comparison} words={words} />
      <DifferencesTable comparison={comparison} words={words} base={base} />
      <StagePart comparison={comparison} words={words} base={base} />
    </>
  )
}

/** The view's frame, which takes exported sessions. */
function Frame({ sessionIds, more, children }: { readonly sessionIds: readonly SessionId[]; readonly more?: ReactNode; readonly children: ReactNode }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const { isReading, isFull, isOver, open, drop } = useAddFile(sessionIds)
  const actions = (
    <>
      <Button icon={FileInput} loading={isReading} disabled={isFull} title={isFull ? t('compare:limit', { count: maxCompared }) : undefined} onClick={open}>{t('compare:addFile')}</Button>
      {sessionIds.length > 1 && <Button icon={History} onClick={() => navigate(paths.sessions)}>{t('compare:chooseOthers')}</Button>}
      {more}
    </>
  )
  return (
    <div className={styles.frame} {...drop}>
      <View title={t('compare:title')} actions={actions}>{children}</View>
      {isOver && <div className={styles.dropping} aria-hidden>{t(isFull ? 'compare:limit' : 'compare:dropFile', { count: maxCompared })}</div>}
    </div>
  )
}

function Loaded({ sessionIds }: { readonly sessionIds: readonly SessionId[] }) {
  const [, navigate] = useLocation()
  const key = sessionIds.join(',')
  const { loaded, reload } = useLoad(useCallback(() => bench.call['sessions:compare']({ sessionIds: key.split(',') }), [key]))
  useEffect(() => bench.on['sessions:changed'](reload), [reload])
  useEffect(() => compareStore.set(key.split(',') as SessionId[]), [key])
  const remove = (id: SessionId): void => navigate(paths.compare(sessionIds.filter((one) => one !== id)))
  const [chosen, setBase] = useState(0)
  const base = Math.min(chosen, sessionIds.length - 1)
  return (
    <Frame sessionIds={sessionIds} more={loaded.state === 'ready' && <ExportComparison comparison={loaded.value} base={base} />}>
      {loaded.state === 'loading' && <Card><OpeningNote sessionIds={sessionIds} /><Skeleton lines={10} /></Card>}
      {loaded.state === 'error' && <CallError error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && <Result comparison={loaded.value} base={base} onBase={setBase} onRemove={sessionIds.length > 2 ? remove : null} />}
    </Frame>
  )
}

export function CompareView({ sessionIds }: { readonly sessionIds: readonly SessionId[] }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  if (sessionIds.length >= 2) return <Loaded sessionIds={sessionIds.slice(0, maxCompared)} />
  return (
    <Frame sessionIds={sessionIds}>
      <EmptyState
        icon={GitCompareArrows} title={t('compare:empty.title')} description={t(sessionIds.length === 1 ? 'compare:oneMore' : 'compare:empty.text')}
        action={<Button variant="primary" icon={History} onClick={() => navigate(paths.sessions)}>{t('compare:empty.action')}</Button>}
      />
    </Frame>
  )
}
