/** Whether the client kept up during a session; nothing is said where it did. */
import { useTranslation } from 'react-i18next'
import { Badge, StatusBadge } from '../../components/index.ts'

export const ClientCell = ({ valid }: { readonly valid: boolean | null }) => {
  const { t } = useTranslation()
  if (valid === null) return <Badge tone="outline" tip={t('history:clientUnknownTip')}>{t('history:clientUnknown')}</Badge>
  return valid ? null : <StatusBadge status="client-invalid" label={t('history:clientLimited')} tip={t('history:clientLimitedTip')} />
}
