/** One stage at a time: its figures, its sorted curves, its time series. */
import { useMemo, useState } from 'react'
import { comparisonNotes, loadText, missing } from '../../../../core/format/index.ts'
import type { ComparedStage, Comparison } from '../../../../core/model/comparison.ts'
import { OverlayChart } from '../../charts/overlay-chart.tsx'
import { SHARE_SPAN } from '../../charts/timeline-rulers.ts'
import { shareAxis } from '../../charts/timeline-surface.ts'
import { Card, Section, SegmentedControl, Select } from '../../components/index.ts'
import { curveLanes, overlayLanes, overlaySpanMs } from './compare-lanes.ts'
import { CopyTable } from './copy-table.tsx'
import { FiguresTable } from './figures-table.tsx'
import type { Words } from './use-words.ts'
import styles from './compare.module.css'

const wholeCurve = [0, SHARE_SPAN] as const
/** More are a list. */
const mostSegments = 6

function StageChoice({ stages, chosen, words, onChoose }: { readonly stages: readonly ComparedStage[]; readonly chosen: number; readonly words: Words; readonly onChoose: (place: number) => void }) {
  const options = stages.map(({ load }, i) => ({ value: String(i), label: loadText(words, load) ?? missing }))
  if (options.length < 2) return null
  const choose = (value: string): void => onChoose(Number(value))
  return options.length <= mostSegments
    ? <SegmentedControl label={words.t('compare:stage')} size="sm" value={String(chosen)} segments={options} onChange={choose} />
    : <Select aria-label={words.t('compare:stage')} value={String(chosen)} options={options} onChange={choose} />
}

function Charts({ comparison, stage, words }: { readonly comparison: Comparison; readonly stage: ComparedStage; readonly words: Words }) {
  const { t } = words
  const curves = useMemo(() => curveLanes(comparison, stage, t), [comparison, stage, t])
  const overlays = useMemo(() => overlayLanes(comparison, stage, t), [comparison, stage, t])
  const spanMs = overlaySpanMs(stage)
  const domain = useMemo(() => [0, spanMs] as const, [spanMs])
  return (
    <>
      {curves.length > 0 && (
        <Card padding="none" title={t('compare:curves')} note={t('compare:curvesNote')}>
          <OverlayChart lanes={curves} domain={wholeCurve} axis={shareAxis} axisLabel={t('compare:shareAxis')} label={t('compare:curvesKeyboard')} />
        </Card>
      )}
      {overlays.length > 0 && (
        <Card padding="none" title={t('compare:overlays')} note={t('compare:overlaysNote')}>
          <OverlayChart lanes={overlays} domain={domain} axisLabel={t('compare:timeAxis')} label={t('compare:overlaysKeyboard')} />
        </Card>
      )}
    </>
  )
}

/** The last of those that most sessions ran: the heaviest load that says most. */
function fullest(stages: readonly ComparedStage[]): number {
  const counts = stages.map(({ runs }) => runs.filter((run) => run !== null).length)
  return counts.lastIndexOf(Math.max(...counts))
}

export function StagePart({ comparison, words, base }: { readonly comparison: Comparison; readonly words: Words; readonly base: number }) {
  const { stages } = comparison
  const [chosen, setChosen] = useState(() => fullest(stages))
  const { t } = words
  const place = Math.min(chosen, stages.length - 1)
  const stage = stages[place]
  return (
    <>
      {stage !== undefined && (
        <Section title={t('compare:figures')} description={stages.length < 2 ? loadText(words, stage.load) : undefined} actions={<div className={styles.actions}><CopyTable comparison={comparison} stage={stage} words={words} base={base} /><StageChoice stages={stages} chosen={place} words={words} onChoose={setChosen} /></div>}>
          <FiguresTable comparison={comparison} stage={stage} words={words} base={base} />
        </Section>
      )}
      {stage !== undefined && <Charts comparison={comparison} stage={stage} words={words} />}
      <Section title={t('compare:notes')}><ul className={styles.notes}>{comparisonNotes(words, comparison).map((note) => <li key={note}>{note}</li>)}</ul></Section>
    </>
  )
}
