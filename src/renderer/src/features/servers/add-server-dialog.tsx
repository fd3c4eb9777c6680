/** Adds a server by its address. A server that does not answer yet is added too: its card says why. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'
import { Button, Dialog, DialogButtons, Field, TextInput } from '../../components/index.ts'
import { CallError } from '../frame/call-error.tsx'
import { KeyStorageNote } from './key-storage-note.tsx'
import { urlIssue } from './url-issue.ts'
import styles from './servers.module.css'

const FORM_ID = 'add-server'

type FormProps = { readonly onBusy: (busy: boolean) => void; readonly onDone: () => void }

const AddForm = ({ onBusy, onDone }: FormProps) => {
  const { t } = useTranslation()
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [apiKey, setApiKey] = useState('')
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<IpcError | null>(null)
  const issue = urlIssue(url)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (issue !== null) return
    onBusy(true)
    setError(null)
    const optional = (text: string): string | null => (text.trim() === '' ? null : text.trim())
    const answer = await bench.call['servers:add']({ url: url.trim(), name: optional(name), apiKey: optional(apiKey) })
    onBusy(false)
    if (answer.ok) onDone()
    else setError(answer.error)
  }
  const isUrlError = error?.code === 'server/bad-url'
  return (
    <form id={FORM_ID} noValidate className={styles.form} onSubmit={(event) => void submit(event)}>
      <Field
        label={t('servers:form.url')}
        hint={t('servers:form.urlHint')}
        error={tried && issue !== null ? t(`servers:form.issue.${issue}`) : isUrlError ? t('errors:server/bad-url.hint') : undefined}
      >
        <TextInput data-autofocus mono inputMode="url" maxLength={2048} value={url} placeholder="http://127.0.0.1:8080" onChange={(text) => { setUrl(text); setError(null) }} />
      </Field>
      <Field label={t('servers:form.name')} note={t('common:optional')} hint={t('servers:form.nameHint')}>
        <TextInput maxLength={120} value={name} onChange={setName} />
      </Field>
      <Field label={t('servers:key.label')} note={t('common:optional')} hint={<KeyStorageNote />}>
        <TextInput mono type="password" maxLength={4096} value={apiKey} onChange={setApiKey} />
      </Field>
      {error !== null && !isUrlError && <CallError layout="inline" error={error} />}
    </form>
  )
}

export const AddServerDialog = ({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) => {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog
      open={open}
      title={t('servers:form.title')}
      closeLabel={t('common:close')}
      busy={busy}
      onClose={onClose}
      footer={
        <DialogButtons
          cancel={<Button disabled={busy} onClick={onClose}>{t('common:cancel')}</Button>}
          action={<Button variant="primary" type="submit" form={FORM_ID} loading={busy}>{t('servers:form.submit')}</Button>}
        />
      }
    >
      <AddForm onBusy={setBusy} onDone={onClose} />
    </Dialog>
  )
}
