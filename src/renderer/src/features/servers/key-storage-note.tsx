/** Says where a key will be kept: in the system's key store, or only until the app closes. */
import { useTranslation } from 'react-i18next'
import { useSettings } from '../../stores/settings-store.ts'

export const KeyStorageNote = () => {
  const { t } = useTranslation()
  const { info } = useSettings()
  return <>{t(info?.secretStorage === 'os' ? 'servers:key.stored' : 'servers:key.sessionOnly')}</>
}
