/** What can be done with the chosen sessions. */
import { GitCompareArrows } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { maxCompared } from '../../../../core/model/comparison.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { useStore } from '../../stores/store.ts'
import { useUiCommand } from '../../stores/ui-store.ts'
import { compareStore } from '../compare/compare-store.ts'
import { Button } from '../../components/index.ts'
import { paths } from '../frame/paths.ts'
import styles from './history.module.css'

export const ChosenBar = ({ chosen, onClear }: { readonly chosen: readonly SessionId[]; readonly onClear: () => void }) => {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const count = chosen.length
  // A file that was added waits for something to be compared with.
  const waiting = useStore(compareStore)
  const all = waiting.length === 1 && count > 0 && !chosen.includes(waiting[0]!) ? [...chosen, ...waiting].slice(0, maxCompared) : chosen
  const hint = count === maxCompared ? t('compare:limit', { count }) : t('compare:chosen', { count })
  useUiCommand('compare', () => navigate(paths.compare(all.length < 2 ? waiting : all)))
  return (
    <div className={styles.chosen}>
      <span aria-live="polite">{hint}</span>
      <Button variant="ghost" onClick={onClear}>{t('compare:clearChosen')}</Button>
      <Button icon={GitCompareArrows} disabled={all.length < 2} title={all.length < 2 ? t('compare:chooseMore') : undefined} onClick={() => navigate(paths.compare(all))}>{t('compare:compareChosen')}</Button>
    </div>
  )
}
