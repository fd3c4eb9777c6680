/** The shortcut sheet. */
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../components/index.ts'
import { ShortcutList } from './shortcut-list.tsx'

export const ShortcutsDialog = ({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) => {
  const { t } = useTranslation()
  return (
    <Dialog open={open} size="wide" title={t('frame:shortcuts.title')} closeLabel={t('common:close')} onClose={onClose}>
      <ShortcutList />
    </Dialog>
  )
}
