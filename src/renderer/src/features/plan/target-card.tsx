/** Which server, which model, and what the session is called. */
import { useTranslation } from 'react-i18next'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { Card, Field, Select, StatusBadge, TextInput } from '../../components/index.ts'
import { useProbeErrorText } from '../../hooks/use-error-text.ts'
import { patchPlan, usePlan } from './plan-store.ts'
import styles from './plan.module.css'

export type TargetCardProps = {
  readonly servers: readonly ServerInfo[]
  readonly server: ServerInfo | null
  readonly model: string
}

const ModelField = ({ server, model }: { readonly server: ServerInfo | null; readonly model: string }) => {
  const { t } = useTranslation()
  const models = server?.models ?? []
  return models.length > 0
    ? (
      <Field label={t('plan:model')} note={models.length > 1 ? t('plan:modelCount', { count: models.length }) : undefined}>
        <Select value={model} options={models.map((id) => ({ value: id, label: id }))} onChange={(id) => patchPlan({ model: id })} />
      </Field>
    )
    : (
      <Field label={t('plan:model')} hint={t('plan:modelFree')} error={model === '' ? t('plan:issue.noModel') : undefined}>
        <TextInput mono value={model} maxLength={512} placeholder={t('plan:modelPlaceholder')} onChange={(id) => patchPlan({ model: id })} />
      </Field>
    )
}

export const TargetCard = ({ servers, server, model }: TargetCardProps) => {
  const { t } = useTranslation()
  const { name } = usePlan()
  const probeText = useProbeErrorText()
  const error = server !== null && server.error !== null ? probeText(server.error, server.url) : null
  const options = servers.map(({ id, name: label, url, reachable }) => ({
    value: id,
    label: reachable ? t('plan:serverOption', { name: label, url }) : t('plan:serverOptionDown', { name: label, url }),
  }))
  return (
    <Card title={t('plan:target')} {...(server?.simulated === true ? { note: <StatusBadge status="simulated" label={t('common:simulated')} /> } : {})}>
      <div className={styles.pair}>
        <Field label={t('plan:server')} error={error === null ? undefined : `${error.title} ${error.hint}`}>
          <Select value={server?.id ?? ''} options={options} placeholder={t('plan:chooseServer')} onChange={(serverId) => { if (serverId !== '') patchPlan({ serverId, model: null }) }} />
        </Field>
        <ModelField server={server} model={model} />
        <Field label={t('plan:name')} note={t('common:optional')}>
          <TextInput
            value={name}
            maxLength={200}
            placeholder={server === null || model === '' ? '' : t('plan:defaultName', { model, server: server.name })}
            onChange={(text) => patchPlan({ name: text })}
          />
        </Field>
      </div>
    </Card>
  )
}
