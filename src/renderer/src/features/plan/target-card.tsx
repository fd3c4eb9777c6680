/** Which server, which model, and what the session is called. */
import { useTranslation } from 'react-i18next'
import { apiKey } from '../../../../core/format/index.ts'
import { apiKinds, type ApiKind } from '../../../../core/model/plan.ts'
import { adapterOf } from '../../../../core/protocol/adapters/index.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { Card, Field, Select, StatusBadge, TextInput } from '../../components/index.ts'
import { useProbeErrorText } from '../../hooks/use-error-text.ts'
import { patchPlan, usePlan } from './plan-store.ts'
import styles from './plan.module.css'

export type TargetCardProps = {
  readonly servers: readonly ServerInfo[]
  readonly server: ServerInfo | null
  readonly model: string
  readonly api: ApiKind | null
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

const ApiField = ({ server, api }: { readonly server: ServerInfo; readonly api: ApiKind }) => {
  const { t } = useTranslation()
  const { forcedLength, timings } = adapterOf(api).capabilities(server.engine)
  const hint = [t(forcedLength ? 'plan:api.forced' : 'plan:api.capped'), t(timings ? 'plan:api.timings' : 'plan:api.noTimings')].join(t('plan:api.join'))
  return (
    <Field label={t('plan:api.label')} hint={hint}>
      <Select
        value={api}
        options={server.apis.map((kind) => ({ value: kind, label: t(apiKey(kind)) }))}
        onChange={(kind) => patchPlan({ api: apiKinds.find((known) => known === kind) ?? null })}
      />
    </Field>
  )
}

export const TargetCard = ({ servers, server, model, api }: TargetCardProps) => {
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
          <Select value={server?.id ?? ''} options={options} placeholder={t('plan:chooseServer')} onChange={(serverId) => { if (serverId !== '') patchPlan({ serverId, model: null, api: null }) }} />
        </Field>
        <ModelField server={server} model={model} />
        {server !== null && api !== null && <ApiField server={server} api={api} />}
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
