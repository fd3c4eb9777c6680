/** Sets or replaces a server's key. It is written once and never shown again. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServerInfo } from '../../../../core/model/server.ts'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'
import { Button, Dialog, DialogButtons, Field, TextInput } from '../../components/index.ts'
import { CallError } from '../frame/call-error.tsx'
import { KeyStorageNote } from './key-storage-note.tsx'
import styles from './servers.module.css'

const FORM_ID = 'server-key'

type FormProps = { readonly server: ServerInfo; readonly onBusy: (busy: boolean) => void; readonly onDone: () => void }

const KeyForm = ({ server, onBusy, onDone }: FormProps) => {
  const { t } = useTranslation()
  const [apiKey, setApiKey] = useState('')
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<IpcError | null>(null)
  const isPlain = !server.isLoopback && server.url.startsWith('http:')

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (apiKey.trim() === '') return
    onBusy(true)
    const answer = await bench.call['secrets:set']({ serverId: server.id, apiKey: apiKey.trim() })
    onBusy(false)
    if (answer.ok) onDone()
    else setError(answer.error)
  }
  return (
    <form id={FORM_ID} className={styles.form} onSubmit={(event) => void submit(event)}>
      <p>{t(server.hasKey ? 'servers:key.replaceText' : 'servers:key.enterText', { name: server.name })}</p>
      <Field label={t('servers:key.label')} hint={<KeyStorageNote />} error={tried && apiKey.trim() === '' ? t('servers:key.empty') : undefined}>
        <TextInput data-autofocus mono type="password" maxLength={4096} value={apiKey} onChange={setApiKey} />
      </Field>
      {isPlain && <p className={styles.caution}>{t('servers:key.plain')}</p>}
      {error !== null && <CallError layout="inline" error={error} />}
    </form>
  )
}

export type KeyDialogProps = { readonly open: boolean; readonly server: ServerInfo; readonly onClose: () => void }

export const KeyDialog = ({ open, server, onClose }: KeyDialogProps) => {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog
      open={open}
      title={t(server.hasKey ? 'servers:key.replace' : 'servers:key.enter')}
      closeLabel={t('common:close')}
      busy={busy}
      onClose={onClose}
      footer={
        <DialogButtons
          cancel={<Button disabled={busy} onClick={onClose}>{t('common:cancel')}</Button>}
          action={<Button variant="primary" type="submit" form={FORM_ID} loading={busy}>{t('servers:key.save')}</Button>}
        />
      }
    >
      <KeyForm server={server} onBusy={setBusy} onDone={onClose} />
    </Dialog>
  )
}
