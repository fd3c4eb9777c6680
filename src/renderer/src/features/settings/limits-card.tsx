/** The lines that rules of the diagnosis draw: folded away, each with its usual place, and a way back. */
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { defaultDiagnosisLimits, limitBounds, limitNames, limitUnit, type LimitName, type LimitOverrides, type LimitUnit } from '../../../../core/diagnosis/limits.ts'
import { Button, Card, NumberInput } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { updateSettings, useSettings } from '../../stores/settings-store.ts'
import styles from './settings.module.css'

interface Shown {
  readonly unit: string
  /** Shown = stored × scale. */
  readonly scale: number
}

const shownAs: Readonly<Record<LimitUnit, Shown>> = {
  ms: { unit: 'ms', scale: 1 }, percent: { unit: '%', scale: 1 }, share: { unit: '%', scale: 100 }, B: { unit: 'MB', scale: 1e-6 }, 'B/s': { unit: 'MB/s', scale: 1e-6 },
  '1/s': { unit: '/s', scale: 1 }, ratio: { unit: '×', scale: 1 }, count: { unit: '', scale: 1 },
}

/** Shares in percent must not show the rounding of binary fractions. */
const rounded = (value: number): number => Number(value.toPrecision(10))

function LimitRow({ name, value, onChange }: { readonly name: LimitName; readonly value: number | undefined; readonly onChange: (value: number | undefined) => void }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const id = useId()
  const { unit, scale } = shownAs[limitUnit(name)]
  const usual = defaultDiagnosisLimits[name]
  const [least, most] = limitBounds(name)
  const [draft, setDraft] = useState<number | null | undefined>(undefined)
  const shown = draft === undefined ? rounded((value ?? usual) * scale) : draft
  const isOutside = draft === null || (draft !== undefined && (draft < rounded(least * scale) || draft > rounded(most * scale)))
  const take = (typed: number | null): void => {
    const isFine = typed !== null && typed >= rounded(least * scale) && typed <= rounded(most * scale)
    setDraft(isFine ? undefined : typed)
    if (isFine) onChange(rounded(typed / scale) === usual ? undefined : rounded(typed / scale))
  }
  const number = (each: number): string => `${formatter.full(rounded(each * scale))}${unit === '' ? '' : ` ${unit}`}`
  return (
    <div className={styles.limit} data-moved={value !== undefined || undefined}>
      <label htmlFor={id}>{t(`settings:limits.name.${name}`)}</label>
      <NumberInput id={id} value={shown} min={rounded(least * scale)} max={rounded(most * scale)} unit={unit} onChange={take} />
      <span className={styles.hint}>{isOutside ? t('settings:limits.outside', { least: number(least), most: number(most) }) : t('settings:limits.usual', { value: number(usual) })}</span>
    </div>
  )
}

export function LimitsCard() {
  const { t } = useTranslation()
  const { settings: { diagnosisLimits } } = useSettings()
  const reportError = useReportError()
  const save = (limits: LimitOverrides): void => void updateSettings({ diagnosisLimits: limits }).then(reportError)
  const change = (name: LimitName, value: number | undefined): void => {
    const { [name]: _moved, ...others } = diagnosisLimits
    save(value === undefined ? others : { ...others, [name]: value })
  }
  const moved = limitNames.filter((name) => diagnosisLimits[name] !== undefined).length
  return (
    <Card title={t('settings:limits.title')} {...(moved === 0 ? {} : { note: t('settings:limits.moved', { count: moved }), actions: <Button size="sm" onClick={() => { save({}) }}>{t('settings:limits.reset')}</Button> })}>
      <p className={styles.about}>{t('settings:limits.text')}</p>
      <details className={styles.limits}>
        <summary>{t('settings:limits.show')}</summary>
        <div className={styles.limitGrid}>
          {limitNames.map((name) => <LimitRow key={name} name={name} value={diagnosisLimits[name]} onChange={(value) => { change(name, value) }} />)}
        </div>
      </details>
    </Card>
  )
}
