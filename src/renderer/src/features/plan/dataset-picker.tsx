/** Takes the person's own prompts from a chosen or dropped file and shows what was understood of it. */
import { FileText, Upload } from 'lucide-react'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { refusalKey } from '../../../../core/format/index.ts'
import type { DatasetPreview } from '../../../../core/workload/dataset-preview.ts'
import { Button, cx, Icon } from '../../components/index.ts'
import { useErrorText } from '../../hooks/use-error-text.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { chooseDataset } from './plan-store.ts'
import { TraceTable } from './trace-table.tsx'
import { PromptTable } from './prompt-table.tsx'
import { readDataset } from './read-dataset.ts'
import styles from './plan.module.css'

const accepted = '.txt,.md,.jsonl,.ndjson,.json,.csv,.tsv'

/** Reads the file and puts it into the form, or says why not. */
function useChooser() {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const [isReading, setReading] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const choose = async (files: FileList | null): Promise<void> => {
    const file = files?.[0]
    if (file === undefined) return
    setReading(true)
    setProblem(null)
    const answer = await readDataset(file)
    setReading(false)
    if (!answer.ok) return setProblem(errorText(answer.error).title)
    if (answer.value.kind === 'refused') return setProblem(t(refusalKey(answer.value.refusal), { name: file.name, line: answer.value.refusal.line }))
    if (answer.value.preview.facts.prompts === 0) setProblem(t('dataset:nothing', { name: file.name }))
    chooseDataset(answer.value.preview.facts.prompts === 0 ? null : answer.value.preview)
  }
  return { isReading, problem, choose }
}

export const DatasetPicker = ({ dataset }: { readonly dataset: DatasetPreview | null }) => {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const { isReading, problem, choose } = useChooser()
  const onDrag = (event: DragEvent, over: boolean): void => {
    event.preventDefault()
    setOver(over)
  }
  return (
    <div className={styles.stack}>
      <div
        className={cx(styles.drop, isOver && styles.dropOver)}
        onDragOver={(event) => onDrag(event, true)}
        onDragLeave={(event) => onDrag(event, false)}
        onDrop={(event) => {
          onDrag(event, false)
          void choose(event.dataTransfer.files)
        }}
      >
        <Icon of={dataset === null ? Upload : FileText} />
        <div className={styles.dropText}>{dataset === null ? t('plan:file.drop') : <Chosen dataset={dataset} />}</div>
        <Button size="sm" loading={isReading} onClick={() => input.current?.click()}>{t(dataset === null ? 'plan:file.choose' : 'plan:file.replace')}</Button>
        <input
          ref={input}
          type="file"
          hidden
          accept={accepted}
          aria-label={t('plan:file.choose')}
          onChange={(event) => {
            void choose(event.currentTarget.files)
            event.currentTarget.value = ''
          }}
        />
      </div>
      {problem !== null && <p className={styles.error} role="alert">{problem}</p>}
      {dataset !== null && (dataset.trace === null ? <PromptTable rows={dataset.rows} /> : <TraceTable rows={dataset.rows} />)}
      {dataset !== null && dataset.issueCount > 0 && <IssueList dataset={dataset} />}
    </div>
  )
}

const Chosen = ({ dataset }: { readonly dataset: DatasetPreview }) => {
  const { t } = useTranslation()
  const format = useFormatter()
  const { prompts, conversations, maxTurns, estimatedTokens } = dataset.facts
  const facts = [
    t(`dataset:format.${dataset.format}`), format.bytes(dataset.sizeBytes),
    ...(dataset.trace === null ? [t('plan:file.prompts', { count: prompts })] : [t('plan:file.requests', { count: prompts, time: format.clock(dataset.trace.durationMs) }), t('plan:file.reused', { share: format.share(dataset.trace.reusedShare) })]),
    ...(conversations > 0 ? [t('plan:file.conversations', { count: conversations, turns: format.count(maxTurns) })] : []),
    ...(estimatedTokens === null ? [] : [t(dataset.trace === null ? 'plan:file.tokens' : 'plan:file.traceTokens', { min: format.count(estimatedTokens.min), p50: format.count(estimatedTokens.p50), max: format.count(estimatedTokens.max) })]),
  ]
  return (
    <>
      <div className="truncate" title={dataset.name}>{dataset.name}</div>
      <div className={styles.note}>{facts.join(' · ')}</div>
    </>
  )
}

const IssueList = ({ dataset }: { readonly dataset: DatasetPreview }) => {
  const { t } = useTranslation()
  const { issues, issueCount, placeKind } = dataset
  return (
    <details className={styles.issues}>
      <summary>{t('plan:file.leftOut', { count: issueCount })}</summary>
      <ul>
        {issues.map(({ place, code }) => <li key={place}>{t(`dataset:issueAt.${placeKind}`, { place, issue: t(`dataset:issue.${code}`) })}</li>)}
        {issueCount > issues.length && <li>{t('dataset:moreIssues', { count: issueCount - issues.length })}</li>}
      </ul>
    </details>
  )
}
