/** What one has to know before trusting a session's figures: simulated, or a client that did not keep up. Empty is good. */
import { useTranslation } from 'react-i18next'
import type { SessionListItem } from '../../../../core/model/view.ts'
import { MissingValue, StatusBadge } from '../../components/index.ts'

export const NotesCell = ({ item: { simulated, clientValid } }: { readonly item: SessionListItem }) => {
  const { t } = useTranslation()
  return (
    <>
      {clientValid === false && <StatusBadge status="client-invalid" label={t('history:clientDoubtful')} tip={t('history:clientDoubtfulTip')} />}
      {simulated && <StatusBadge status="simulated" label={t('common:simulated')} />}
      {clientValid === null && !simulated && <MissingValue reason={t('history:clientUnknown')} />}
    </>
  )
}
