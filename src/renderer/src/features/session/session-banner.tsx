/** What a session that did not run to its end has to say: what happened, why, what to do. */
import { CircleAlert, Info } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { failureKey } from '../../../../core/format/index.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import { cx, Icon } from '../../components/index.ts'
import styles from './session.module.css'

export function SessionBanner({ meta: { status, failure } }: { readonly meta: SessionMeta }) {
  const { t } = useTranslation()
  if (status === 'completed') return null
  const isBad = status === 'failed' || status === 'interrupted'
  return (
    <div role={isBad ? 'alert' : 'status'} className={cx(styles.banner, isBad && styles.bannerBad)}>
      <Icon of={isBad ? CircleAlert : Info} className={styles.bannerIcon} />
      <div>
        <p><strong>{failure === null ? t(`session:banner.${status}`) : t(failureKey(failure.code, 'title'))}</strong> {t(`domain:statusNote.${status}`)}</p>
        {failure !== null && failure.detail !== '' && <p className={styles.bannerDetail} data-selectable>{failure.detail}</p>}
        {failure !== null && <p className="muted">{t(failureKey(failure.code, 'hint'))}</p>}
      </div>
    </div>
  )
}
