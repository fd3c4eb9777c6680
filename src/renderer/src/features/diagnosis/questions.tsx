/** The three questions that every session is asked, with their answers: also "no", also "can't tell, because …". */
import { useTranslation } from 'react-i18next'
import { answerText, causeTitleKey, questionKey } from '../../../../core/format/diagnosis-text.ts'
import type { Answer } from '../../../../core/model/diagnosis.ts'
import type { TimelineFocus } from '../../charts/timeline-store.ts'
import { EvidenceList } from './evidence-list.tsx'
import { useWords } from './use-words.ts'
import styles from './diagnosis.module.css'

export function Questions({ questions, onShow }: { readonly questions: readonly Answer[]; readonly onShow: (focus: TimelineFocus) => void }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <section className={styles.questions} aria-label={t('diagnosis:heading.questions')}>
      {questions.map((answer) => (
        <div key={answer.id} className={styles.question}>
          <h3>{t(questionKey(answer.id))}</h3>
          <p><strong data-answer={answer.answer}>{answerText(words, answer)}</strong></p>
          <EvidenceList items={answer.evidence} place={null} onShow={onShow} />
          {answer.causes.length > 0 && <p className="muted">{`${t('diagnosis:heading.explainedBy')} ${answer.causes.map((cause) => t(causeTitleKey(cause))).join(' · ')}`}</p>}
        </div>
      ))}
    </section>
  )
}
