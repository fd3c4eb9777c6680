/** The fields of each kind of telemetry source. */
import { useTranslation } from 'react-i18next'
import { Field, TextArea, TextInput } from '../../components/index.ts'
import { isTokenPlain, type TelemetryField, type TelemetryForm } from './telemetry-form.ts'
import styles from './servers.module.css'

export type TelemetryFieldsProps = {
  readonly form: TelemetryForm
  readonly issues: readonly TelemetryField[]
  readonly isStored: boolean
  readonly isLoopback: boolean
  readonly onPatch: (change: Partial<TelemetryForm>) => void
}

/** The same in every language. */
const examples = {
  agent: 'http://127.0.0.1:9410', prometheus: 'http://127.0.0.1:9090', exporter: 'http://127.0.0.1:9100', instance: 'gpu-box:9100', query: 'Load = node_load1', ca: '-----BEGIN CERTIFICATE-----',
} as const

const TokenField = ({ form, issues, isStored, onPatch }: TelemetryFieldsProps) => {
  const { t } = useTranslation()
  const optional = form.kind === 'agent' && !isStored ? {} : { note: t('common:optional') }
  return (
    <>
      <Field label={t('servers:telemetry.token')} {...optional} hint={t(isStored ? 'servers:telemetry.tokenStored' : 'servers:telemetry.tokenKept')} error={issues.includes('token') ? t('servers:telemetry.issue.token') : undefined}>
        <TextInput mono type="password" maxLength={4096} value={form.token} onChange={(token) => onPatch({ token })} />
      </Field>
      {isTokenPlain(form) && <p className={styles.caution}>{t('servers:telemetry.tokenPlain')}</p>}
    </>
  )
}

export const TelemetryFields = (props: TelemetryFieldsProps) => {
  const { form, issues, isLoopback, onPatch } = props
  const { t } = useTranslation()
  const errorOf = (field: TelemetryField): string | undefined => (issues.includes(field) ? t(`servers:telemetry.issue.${field}`) : undefined)
  if (form.kind === 'here') return <p className={styles.muted}>{t(isLoopback ? 'servers:telemetry.hereText' : 'servers:telemetry.hereRemote')}</p>
  if (form.kind === 'exporters') {
    return (
      <>
        <Field label={t('servers:telemetry.exporterUrls')} hint={t('servers:telemetry.exporterHint')} error={errorOf('urls')}>
          <TextArea value={form.urls} placeholder={examples.exporter} onChange={(urls) => onPatch({ urls })} />
        </Field>
        <TokenField {...props} />
      </>
    )
  }
  return (
    <>
      {form.kind === 'agent' && <p className={styles.muted}>{t('servers:telemetry.agentText')}</p>}
      <Field label={t('servers:telemetry.url')} error={errorOf('url')}>
        <TextInput mono inputMode="url" maxLength={2048} value={form.url} placeholder={examples[form.kind]} onChange={(url) => onPatch({ url })} />
      </Field>
      <TokenField {...props} />
      {form.kind === 'agent' && form.url.trim().startsWith('https:') && (
        <Field label={t('servers:telemetry.ca')} note={t('common:optional')} hint={t('servers:telemetry.caHint')}>
          <TextArea value={form.ca} placeholder={examples.ca} onChange={(ca) => onPatch({ ca })} />
        </Field>
      )}
      {form.kind === 'prometheus' && (
        <>
          <Field label={t('servers:telemetry.instance')} note={t('common:optional')} hint={t('servers:telemetry.instanceHint')}>
            <TextInput mono maxLength={200} value={form.instance} placeholder={examples.instance} onChange={(instance) => onPatch({ instance })} />
          </Field>
          <Field label={t('servers:telemetry.queries')} note={t('common:optional')} hint={t('servers:telemetry.queriesHint')} error={errorOf('queries')}>
            <TextArea value={form.queries} placeholder={examples.query} onChange={(queries) => onPatch({ queries })} />
          </Field>
        </>
      )}
    </>
  )
}
