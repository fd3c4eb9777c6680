/** The stages as chips in the order they run; a number and Enter adds one, a pasted list adds all. */
import { X } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { planBounds } from '../../../../core/model/plan.ts'
import { Button, Icon } from '../../components/index.ts'
import { useIssueText } from './number-field.tsx'
import type { Issue } from './plan-form.ts'
import { parseRates, parseStages } from './parse-stages.ts'
import styles from './plan.module.css'

export type StagesEditorProps = {
  /** What the numbers are. */
  readonly kind: 'users' | 'rate'
  readonly stages: readonly number[]
  readonly issue: Issue | undefined
  readonly onChange: (stages: readonly number[]) => void
}

const suggestions: Readonly<Record<StagesEditorProps['kind'], readonly (readonly number[])[]>> = {
  users: [[1], [1, 2, 4, 8], [1, 2, 4, 8, 16, 32]],
  rate: [[1], [0.5, 1, 2], [1, 2, 4, 8, 16]],
}

function parsed(kind: StagesEditorProps['kind'], text: string): { readonly values: readonly number[]; readonly rejected: string | null } {
  if (kind === 'rate') return parseRates(text)
  const { users: values, rejected } = parseStages(text)
  return { values, rejected }
}

export const StagesEditor = ({ kind, stages, issue, onChange }: StagesEditorProps) => {
  const { t } = useTranslation()
  const issueText = useIssueText()
  const id = useId()
  const [text, setText] = useState('')
  const [bad, setBad] = useState<string | null>(null)
  const error = bad === null ? issueText(issue) : t(kind === 'users' ? 'plan:issue.badStage' : 'plan:issue.badRate', { text: bad, max: kind === 'users' ? planBounds.maxConcurrency : planBounds.maxRatePerS })

  const commit = (): void => {
    if (text.trim() === '') return
    const { values, rejected } = parsed(kind, text)
    setBad(rejected)
    if (rejected !== null) return
    onChange([...stages, ...values])
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ',' || event.key === '，') {
      event.preventDefault()
      commit()
    } else if (event.key === 'Backspace' && text === '') onChange(stages.slice(0, -1))
  }

  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>{t(kind === 'users' ? 'plan:field.stages' : 'plan:field.rates')}</label>
      <div className={styles.chips} aria-invalid={error !== undefined || undefined}>
        {stages.map((level, index) => (
          // Stages may repeat, so only the place tells one from another.
          <span key={`${index} ${level}`} className={styles.stage}>
            {level}
            <button type="button" aria-label={kind === 'users' ? t('plan:removeStage', { users: level }) : t('plan:removeRate', { rate: level })} onClick={() => onChange(stages.filter((_, at) => at !== index))}>
              <Icon of={X} size="sm" />
            </button>
          </span>
        ))}
        <input
          id={id}
          className={styles.stageInput}
          value={text}
          inputMode={kind === 'users' ? 'numeric' : 'decimal'}
          autoComplete="off"
          placeholder={t('plan:addStage')}
          aria-describedby={`${id}-below`}
          onChange={(event) => { setText(event.currentTarget.value); setBad(null) }}
          onKeyDown={onKeyDown}
          onBlur={commit}
        />
      </div>
      <div id={`${id}-below`} className={error === undefined ? styles.note : styles.error}>{error ?? t(kind === 'users' ? 'plan:stagesHint' : 'plan:ratesHint')}</div>
      <div className={styles.suggestions}>
        <span className={styles.note}>{t('plan:usualStages')}</span>
        {suggestions[kind].map((list) => (
          <Button key={list.join()} size="sm" variant="ghost" onClick={() => onChange(list)}>{list.join(' · ')}</Button>
        ))}
      </div>
    </div>
  )
}
