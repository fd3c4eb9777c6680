/** What was different at one moment: what was felt, what stood out, what is known of the request, what happened nearby. */
import { useTranslation } from 'react-i18next'
import { eventLine } from '../../../../core/format/event-text.ts'
import { momentChangeLine, momentChangesSummary, momentLabel, momentRank, momentSummary, momentValue } from '../../../../core/format/explanation-text.ts'
import { labelText } from '../../../../core/format/label-text.ts'
import type { Explanation, MomentChange, MomentFigure, MomentName } from '../../../../core/model/explanation.ts'
import { clockText } from '../../charts/axis-scale.ts'
import { laneOfSignal } from '../../charts/lane-of-signal.ts'
import type { LaneId } from '../../charts/lane-types.ts'
import type { TimelineFocus } from '../../charts/timeline-store.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useWords } from './use-words.ts'
import styles from './moment.module.css'

const lanes: Readonly<Record<Exclude<MomentName, 'signal'>, LaneId>> = {
  ttft: 'ttft', tpot: 'tpot', e2e: 'ttft', longestGap: 'tpot', medianTtft: 'ttft', medianTpot: 'tpot', inFlight: 'inflight', waiting: 'inflight', promptTokens: 'ttft', cachedTokens: 'ttft', outputTokens: 'tpot',
}

function focusOf({ name, signal, fromMs, toMs }: MomentFigure): TimelineFocus {
  const lane = name === 'signal' ? (signal === null ? null : laneOfSignal(signal.signal)) : lanes[name]
  return { range: [fromMs, toMs], lanes: lane === null ? [] : [lane] }
}

function Figures({ figures, onShow }: { readonly figures: readonly MomentFigure[]; readonly onShow: (focus: TimelineFocus) => void }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const words = useWords()
  return (
    <ul className={styles.figures}>
      {figures.map((figure) => (
        <li key={`${figure.name}/${figure.signal?.device ?? ''}/${figure.signal?.signal ?? ''}`}>
          <button type="button" className={styles.figure} data-unusual={figure.isUnusual || undefined} title={t('diagnosis:explain.show')} onClick={() => { onShow(focusOf(figure)) }}>
            <span className={styles.label}>{momentLabel(words, figure)}</span>
            <span className={styles.value}>{momentValue(words, figure.value, figure)}</span>
            <span className={styles.usual}>{t('diagnosis:explain.usually', { value: momentValue(words, figure.usual, figure) })}</span>
            <span className={styles.rank}>{`${momentRank(words, figure)} · ${t('diagnosis:panel.n', { n: formatter.count(figure.n) })}`}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Bins on either side of a change that show it. */
const AROUND = 2

function Changes({ changes, onShow }: { readonly changes: readonly MomentChange[]; readonly onShow: (focus: TimelineFocus) => void }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <ul className={styles.events}>
      {changes.map((change) => {
        const { signal, atMs, binMs } = change
        const lane = laneOfSignal(signal.signal)
        return (
          <li key={`${signal.device}/${signal.signal}/${atMs}`}>
            <button type="button" className={styles.change} title={t('diagnosis:explain.show')} onClick={() => { onShow({ range: [atMs - AROUND * binMs, atMs + AROUND * binMs], lanes: lane === null ? [] : [lane] }) }}>{momentChangeLine(words, change)}</button>
          </li>
        )
      })}
    </ul>
  )
}

export function MomentBody({ explanation, onShow }: { readonly explanation: Explanation; readonly onShow: (focus: TimelineFocus) => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const { felt, differences, changed, labels, events, moment } = explanation
  return (
    <div className={styles.body}>
      <p data-selectable>{momentSummary(words, explanation)}</p>
      {differences.length > 0 && <Figures figures={differences} onShow={onShow} />}
      {changed !== null && (
        <>
          <p className="muted" data-selectable>{momentChangesSummary(words, changed)}</p>
          {changed.changes.length > 0 && <Changes changes={changed.changes} onShow={onShow} />}
        </>
      )}
      {labels.length > 0 && moment.kind === 'interval' && <ul>{labels.map((label) => <li key={label.kind}>{labelText(label, words.f, words.t)}</li>)}</ul>}
      {felt.length > 0 && (
        <>
          <h4>{t('diagnosis:explain.felt')}</h4>
          <Figures figures={felt} onShow={onShow} />
        </>
      )}
      {events.length > 0 && (
        <>
          <h4>{t('diagnosis:explain.events')}</h4>
          <ul className={styles.events}>{events.map((event, i) => <li key={`${event.kind}/${event.atMs}/${i}`} data-selectable>{`${clockText(event.atMs, 1)} ${eventLine(event, words.f, words.t)}`}</li>)}</ul>
        </>
      )}
      {(differences.length > 0 || (changed?.changes.length ?? 0) > 0) && <p className="muted">{t('diagnosis:explain.caution')}</p>}
    </div>
  )
}
