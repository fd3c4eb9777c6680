/** The link to the model's machine, while a run has one: it belongs to its server, and is chosen there. */
import { useTranslation } from 'react-i18next'
import type { Translate } from '../../../../core/format/index.ts'
import type { RemoteLink } from '../../../../core/model/remote.ts'
import { lastSampleText, remoteFacts } from '../../../../core/report/remote-text.ts'
import { cx } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './machine.module.css'

export function LinkRow({ isRunning, link }: { readonly isRunning: boolean; readonly link: RemoteLink }) {
  const { t } = useTranslation()
  const format = useFormatter()
  const words: Translate = (key, params) => t(key, { ...params })
  const named = { host: link.address, detail: link.issue?.detail ?? '' }
  return (
    <li className={styles.source}>
      <span className={cx(styles.dot, isRunning && styles.on)} aria-hidden />
      <div className={styles.link}>
        <p>{t(`machine:source.${link.kind}`, { machine: link.machine ?? link.address, address: link.address })}</p>
        <p className="muted">{link.issue === null ? [...remoteFacts(link, format, words).slice(1), lastSampleText(link, format, words)].join(' ') : `${t(`errors:remote.${link.issue.code}.title`, named)} ${t(`errors:remote.${link.issue.code}.hint`, named)}`}</p>
      </div>
    </li>
  )
}
