/** How sure the result is to be: how deep the run goes, how often it is repeated, what it takes turns with, and whether the client proves itself first. */
import { FolderOpen, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { calibrationWishes } from '../../../../core/model/calibration.ts'
import { depths, type Depth } from '../../../../core/model/depth.ts'
import { maxRepeats } from '../../../../core/model/repeats.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { bench } from '../../api.ts'
import { Button, Card, Checkbox, Field, IconButton, NumberInput, SegmentedControl, Select, TextInput } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { depthOf, withDepth } from './depth.ts'
import type { PlanForm } from './plan-form.ts'
import { patchForm } from './plan-store.ts'
import { defaultRigor, patchRigor, repeatsIssue, tellingRepeats, useRigor, versusOf, type Rigor } from './rigor-store.ts'
import styles from './plan.module.css'

export type RigorCardProps = {
  readonly form: PlanForm
  readonly servers: readonly ServerInfo[]
  readonly server: ServerInfo | null
  readonly model: string
  readonly canUnload: boolean
}

const own = 'own'

const DepthField = ({ form }: { readonly form: PlanForm }) => {
  const { t } = useTranslation()
  const depth = depthOf(form)
  const segments: readonly { readonly value: Depth | typeof own; readonly label: string }[] = [
    ...depths.map((value) => ({ value, label: t(`plan:rigor.depth.${value}`) })), ...(depth === null ? [{ value: own, label: t('plan:rigor.depth.own') } as const] : []),
  ]
  return (
    <div className={styles.stackTight}>
      <SegmentedControl label={t('plan:rigor.depth.label')} value={depth ?? own} onChange={(value) => { if (value !== own) patchForm(withDepth(form, value)) }} segments={segments} />
      <p className={styles.note}>{t(`plan:rigor.depth.about.${depth ?? own}`)}</p>
    </div>
  )
}

/** A plan from a file as the second setting. */
const VersusPlan = ({ rigor }: { readonly rigor: Rigor }) => {
  const { t } = useTranslation()
  const reportError = useReportError()
  const choose = async (): Promise<void> => {
    const answer = await bench.call['plans:open']()
    if (!answer.ok) return reportError(answer.error)
    if (answer.value !== null) patchRigor({ versusPlan: answer.value })
  }
  return (
    <Field label={t('plan:rigor.versusPlan')}>
      <span className={styles.inline}>
        <span className="truncate">{rigor.versusPlan?.fileName ?? t('plan:rigor.samePlan')}</span>
        <Button size="sm" icon={FolderOpen} onClick={() => void choose()}>{t('plan:rigor.choosePlan')}</Button>
        {rigor.versusPlan !== null && <IconButton icon={X} label={t('plan:rigor.dropPlan')} onClick={() => patchRigor({ versusPlan: null })} />}
      </span>
    </Field>
  )
}

const VersusFields = ({ rigor, servers, server, model }: Omit<RigorCardProps, 'form' | 'canUnload'> & { readonly rigor: Rigor }) => {
  const { t } = useTranslation()
  const versus = versusOf(rigor, servers, { server, model })
  const chosen = rigor.versusServerId === null ? server : (servers.find(({ id }) => id === rigor.versusServerId) ?? null)
  const models = chosen?.models ?? []
  const shown = versus === 'incomplete' || versus === null ? (rigor.versusModel ?? model) : versus.model
  return (
    <>
      <div className={styles.pair}>
        <Field label={t('plan:rigor.versusServer')} error={versus === 'incomplete' ? t('plan:rigor.incomplete') : undefined}>
          <Select
            value={chosen?.id ?? ''}
            options={servers.map(({ id, name, url }) => ({ value: id, label: t('plan:serverOption', { name, url }) }))}
            onChange={(id) => { if (id !== '') patchRigor({ versusServerId: id, versusModel: null }) }}
          />
        </Field>
        <Field label={t('plan:rigor.versusModel')}>
          {models.length > 0
            ? <Select value={shown} options={models.map((id) => ({ value: id, label: id }))} onChange={(id) => patchRigor({ versusModel: id })} />
            : <TextInput mono value={shown} maxLength={512} onChange={(id) => patchRigor({ versusModel: id })} />}
        </Field>
        <VersusPlan rigor={rigor} />
      </div>
    </>
  )
}

export const RigorCard = ({ form, servers, server, model, canUnload }: RigorCardProps) => {
  const { t } = useTranslation()
  const rigor = useRigor()
  const { repeats, hasVersus, calibrate } = rigor
  const isFew = (repeats ?? 1) < tellingRepeats
  const toggle = (checked: boolean): void => patchRigor(checked ? { hasVersus: true, repeats: Math.max(repeats ?? 1, tellingRepeats) } : { ...defaultRigor, repeats, calibrate })
  return (
    <Card title={t('plan:rigor.title')}>
      <div className={styles.stack}>
        {(form.load.kind === 'users' || form.load.kind === 'rate') && <DepthField form={form} />}
        <div className={styles.quad}>
          <Field
            label={t('plan:rigor.repeats')}
            error={repeatsIssue(rigor) ? t('plan:issue.range', { min: 1, max: maxRepeats }) : undefined}
          >
            <NumberInput value={repeats} min={1} max={maxRepeats} onChange={(value) => patchRigor({ repeats: value })} />
          </Field>
          <Field label={t('plan:rigor.calibrate.label')}>
            <Select value={calibrate} options={calibrationWishes.map((value) => ({ value, label: t(`plan:rigor.calibrate.${value}`) }))} onChange={(value) => patchRigor({ calibrate: value })} />
          </Field>
        </div>
        <p className={styles.note}>{t(isFew ? 'plan:rigor.fewHint' : 'plan:rigor.repeatsHint')} {t('plan:rigor.calibrate.hint')}</p>
        <Checkbox label={t('plan:rigor.coldStart')} hint={t(canUnload ? 'plan:rigor.coldStartHint' : 'plan:rigor.noColdStart')} checked={form.coldStart && canUnload} disabled={!canUnload} onChange={(coldStart) => patchForm({ coldStart })} />
        <Checkbox label={t('plan:rigor.versus')} hint={t('plan:rigor.versusHint')} checked={hasVersus} onChange={toggle} />
        {hasVersus && <VersusFields rigor={rigor} servers={servers} server={server} model={model} />}
      </div>
    </Card>
  )
}
