/** What a session that did not run to its end has to say: what happened, why, what to do. */
import { useTranslation } from 'react-i18next'
import { failureKey, requestErrorText } from '../../../../core/format/index.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import { Banner } from '../../components/index.ts'
import styles from './session.module.css'

export function SessionBanner({ meta: { status, failure } }: { readonly meta: SessionMeta }) {
  const { t } = useTranslation()
  if (status === 'completed') return null
  const isBad = status === 'failed' || status === 'interrupted'
  return (
    <Banner tone={isBad ? 'bad' : 'neutral'} role="status">
      <p><strong>{failure === null ? t(`session:banner.${status}`) : t(failureKey(failure.code, 'title'))}</strong> {t(`domain:statusNote.${status}`)}</p>
      {failure !== null && failure.detail !== '' && <p className={styles.bannerDetail} data-selectable>{requestErrorText(failure.detail, (key, params) => t(key, { ...params }))}</p>}
      {failure !== null && <p className="muted">{t(failureKey(failure.code, 'hint'))}</p>}
    </Banner>
  )
}
