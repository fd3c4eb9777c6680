/** What can be done with the chosen sessions. */
import { GitCompareArrows } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { maxCompared } from '../../../../core/model/comparison.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { Button } from '../../components/index.ts'
import { paths } from '../frame/paths.ts'
import styles from './history.module.css'

export const ChosenBar = ({ chosen, onClear }: { readonly chosen: readonly SessionId[]; readonly onClear: () => void }) => {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const count = chosen.length
  const hint = count === maxCompared ? t('compare:limit', { count }) : t('compare:chosen', { count })
  return (
    <div className={styles.chosen}>
      <span aria-live="polite">{hint}</span>
      <Button variant="ghost" onClick={onClear}>{t('compare:clearChosen')}</Button>
      <Button icon={GitCompareArrows} disabled={count < 2} title={count < 2 ? t('compare:chooseMore') : undefined} onClick={() => navigate(paths.compare(chosen))}>{t('compare:compareChosen')}</Button>
    </div>
  )
}
