/** The stages as chips in the order they run; a number and Enter adds one, a pasted list adds all. */
import { X } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { planBounds } from '../../../../core/model/plan.ts'
import { Button, Icon } from '../../components/index.ts'
import { useIssueText } from './number-field.tsx'
import type { Issues } from './plan-form.ts'
import { parseStages } from './parse-stages.ts'
import styles from './plan.module.css'

export type StagesEditorProps = {
  readonly stages: readonly number[]
  readonly issues: Issues
  readonly onChange: (stages: readonly number[]) => void
}

const suggestions: readonly (readonly number[])[] = [[1], [1, 2, 4, 8], [1, 2, 4, 8, 16, 32]]

export const StagesEditor = ({ stages, issues, onChange }: StagesEditorProps) => {
  const { t } = useTranslation()
  const issueText = useIssueText()
  const id = useId()
  const [text, setText] = useState('')
  const [bad, setBad] = useState<string | null>(null)
  const error = bad === null ? issueText(issues.stages) : t('plan:issue.badStage', { text: bad, max: planBounds.maxConcurrency })

  const commit = (): void => {
    if (text.trim() === '') return
    const { users, rejected } = parseStages(text)
    setBad(rejected)
    if (rejected !== null) return
    onChange([...stages, ...users])
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
      <label className={styles.label} htmlFor={id}>{t('plan:field.stages')}</label>
      <div className={styles.chips} aria-invalid={error !== undefined || undefined}>
        {stages.map((users, index) => (
          // Stages may repeat, so only the place tells one from another.
          <span key={`${index} ${users}`} className={styles.stage}>
            {users}
            <button type="button" aria-label={t('plan:removeStage', { users })} onClick={() => onChange(stages.filter((_, at) => at !== index))}>
              <Icon of={X} size="sm" />
            </button>
          </span>
        ))}
        <input
          id={id}
          className={styles.stageInput}
          value={text}
          inputMode="numeric"
          autoComplete="off"
          placeholder={t('plan:addStage')}
          aria-describedby={`${id}-below`}
          onChange={(event) => { setText(event.currentTarget.value); setBad(null) }}
          onKeyDown={onKeyDown}
          onBlur={commit}
        />
      </div>
      <div id={`${id}-below`} className={error === undefined ? styles.note : styles.error}>{error ?? t('plan:stagesHint')}</div>
      <div className={styles.suggestions}>
        <span className={styles.note}>{t('plan:usualStages')}</span>
        {suggestions.map((list) => (
          <Button key={list.join()} size="sm" variant="ghost" onClick={() => onChange(list)}>{list.join(' · ')}</Button>
        ))}
      </div>
    </div>
  )
}
