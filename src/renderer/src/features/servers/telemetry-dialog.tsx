/** Chooses where the machine of a server is read: here, through an agent, or through Prometheus. Saving tries the link. */
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { RemoteCheck } from '../../../../core/model/remote.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { bench } from '../../api.ts'
import { Button, Dialog, DialogButtons, SegmentedControl } from '../../components/index.ts'
import { CallError } from '../frame/call-error.tsx'
import { addressOf, formOf, issuesOf, type TelemetryForm } from './telemetry-form.ts'
import { TelemetryFields } from './telemetry-fields.tsx'
import { TelemetryOutcome } from './telemetry-outcome.tsx'
import styles from './servers.module.css'

const FORM_ID = 'server-telemetry'
const kinds = ['here', 'agent', 'prometheus', 'exporters'] as const

type FormProps = { readonly server: ServerInfo; readonly onBusy: (busy: boolean) => void; readonly onDone: () => void; readonly onKind: (kind: TelemetryForm['kind']) => void }

const LinkForm = ({ server, onBusy, onDone, onKind }: FormProps) => {
  const { t } = useTranslation()
  const [form, setForm] = useState(() => formOf(server))
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<IpcError | null>(null)
  const [outcome, setOutcome] = useState<RemoteCheck | null>(null)
  const stored = server.telemetry
  const isStored = stored?.hasToken === true && stored.address.kind === form.kind && (stored.address.kind === 'exporters' || stored.address.url === form.url.trim())
  const issues = issuesOf(form, isStored)
  const patch = (change: Partial<TelemetryForm>): void => {
    setForm({ ...form, ...change })
    setOutcome(null)
    setError(null)
    if (change.kind !== undefined) onKind(change.kind)
  }

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (issues.length > 0) return
    onBusy(true)
    setOutcome(null)
    const address = addressOf(form)
    const saved = await bench.call['telemetry:set']({ serverId: server.id, address, token: form.token.trim() === '' ? null : form.token.trim() })
    const checked = saved.ok && address !== null ? await bench.call['telemetry:check']({ serverId: server.id }) : null
    onBusy(false)
    if (!saved.ok) setError(saved.error)
    else if (checked === null) onDone()
    else {
      // It is stored now, and is not to be shown again.
      setForm((typed) => ({ ...typed, token: '' }))
      setTried(false)
      if (checked.ok) setOutcome(checked.value)
      else setError(checked.error)
    }
  }
  return (
    <form id={FORM_ID} noValidate className={styles.form} onSubmit={(event) => void submit(event)}>
      <p>{t('servers:telemetry.text', { name: server.name })}</p>
      <SegmentedControl label={t('servers:telemetry.title')} value={form.kind} onChange={(kind) => patch({ kind })} segments={kinds.map((value) => ({ value, label: t(`servers:telemetry.kind.${value}`) }))} />
      <TelemetryFields form={form} issues={tried ? issues : []} isStored={isStored} isLoopback={server.isLoopback} onPatch={patch} />
      {error !== null && <CallError layout="inline" error={error} />}
      {outcome !== null && <TelemetryOutcome check={outcome} />}
    </form>
  )
}

export type TelemetryDialogProps = { readonly open: boolean; readonly server: ServerInfo; readonly onClose: () => void }

export const TelemetryDialog = ({ open, server, onClose }: TelemetryDialogProps) => {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [kind, setKind] = useState<TelemetryForm['kind'] | null>(null)
  const isHere = (kind ?? formOf(server).kind) === 'here'
  const close = (): void => {
    setKind(null)
    onClose()
  }
  return (
    <Dialog
      open={open}
      title={t('servers:telemetry.title')}
      closeLabel={t('common:close')}
      busy={busy}
      onClose={close}
      footer={
        <DialogButtons
          cancel={<Button disabled={busy} onClick={close}>{t('common:close')}</Button>}
          action={<Button variant="primary" type="submit" form={FORM_ID} loading={busy}>{t(isHere ? 'servers:telemetry.save' : 'servers:telemetry.saveCheck')}</Button>}
        />
      }
    >
      <LinkForm server={server} onBusy={setBusy} onDone={close} onKind={setKind} />
    </Dialog>
  )
}
