/** The side panel of a stretch of time that somebody asked about: what was different then. */
import { X } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../../../core/model/ids.ts'
import { clockText } from '../../charts/axis-scale.ts'
import type { Range, TimelineFocus } from '../../charts/timeline-store.ts'
import { IconButton } from '../../components/index.ts'
import { useSidePanel } from '../../hooks/use-side-panel.ts'
import { Explained } from '../diagnosis/explained.tsx'
import styles from './request-panel.module.css'

export interface MomentPanelProps {
  readonly sessionId: SessionId
  readonly range: Range
  readonly onShow: (focus: TimelineFocus) => void
  readonly onClose: () => void
}

export function MomentPanel({ sessionId, range: [fromMs, toMs], onShow, onClose }: MomentPanelProps) {
  const { t } = useTranslation()
  const panel = useSidePanel(onClose)
  const moment = useMemo(() => ({ kind: 'interval', fromMs, toMs }) as const, [fromMs, toMs])
  const title = t('diagnosis:explain.titleOf', { span: `${clockText(fromMs, 1)}–${clockText(toMs, 1)}` })
  return (
    <aside ref={panel} tabIndex={-1} className={styles.panel} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        <div className={styles.headActions}><IconButton icon={X} size="sm" label={t('diagnosis:explain.close')} shortcut="Esc" onClick={onClose} /></div>
      </header>
      <div className={styles.body}>
        <section>
          <h3 className={styles.partTitle}>{t('diagnosis:explain.title')}</h3>
          <Explained sessionId={sessionId} moment={moment} onShow={onShow} />
        </section>
      </div>
    </aside>
  )
}
