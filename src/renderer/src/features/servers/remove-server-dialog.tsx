/** Asks before an added server and its key are forgotten. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { bench } from '../../api.ts'
import { ConfirmDialog } from '../../components/index.ts'
import { useErrorText } from '../../hooks/use-error-text.ts'

export type RemoveServerDialogProps = { readonly open: boolean; readonly server: ServerInfo; readonly onClose: () => void }

export const RemoveServerDialog = ({ open, server, onClose }: RemoveServerDialogProps) => {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | undefined>()
  const remove = async (): Promise<void> => {
    setBusy(true)
    const answer = await bench.call['servers:remove']({ serverId: server.id })
    setBusy(false)
    if (answer.ok) onClose()
    else setError(errorText(answer.error).title)
  }
  return (
    <ConfirmDialog
      open={open}
      danger
      busy={busy}
      title={t('servers:remove.title', { name: server.name })}
      description={t(server.hasKey ? 'servers:remove.textKey' : 'servers:remove.text')}
      confirmLabel={t('servers:remove.confirm')}
      cancelLabel={t('common:cancel')}
      error={error}
      onConfirm={() => void remove()}
      onCancel={onClose}
    />
  )
}
