/** The window's frame: sidebar, the strip of a run in progress, the view; and whatever reaches the window from outside. */
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { LiveStrip } from '../live/live-strip.tsx'
import { useIsBusy } from '../../stores/run-store.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { paths } from './paths.ts'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { Sidebar } from './sidebar.tsx'
import { useMenuCommands } from './use-menu-commands.ts'
import { usePlanDrop } from './use-plan-drop.ts'
import { useProcessNews } from './use-process-news.ts'
import { useRunNews } from './use-run-news.ts'
import styles from './frame.module.css'

export const Frame = ({ children }: { readonly children: ReactNode }) => {
  const isBusy = useIsBusy()
  const [location] = useLocation()
  const [showsShortcuts, setShowsShortcuts] = useState(false)
  useMenuCommands(() => setShowsShortcuts(true))
  useRunNews()
  useProcessNews()
  const { t } = useTranslation()
  const isDropping = usePlanDrop()
  return (
    <div className={styles.frame}>
      <Sidebar />
      <div className={styles.main}>
        {/* The live view has all of it in its own head: one Stop, one bar. */}
        {isBusy && location !== paths.live && <ErrorBoundary><LiveStrip /></ErrorBoundary>}
        <main className={styles.outlet}>{children}</main>
      </div>
      {isDropping && <div className={styles.dropping} aria-hidden>{t('plan:planFile.drop')}</div>}
      <ShortcutsDialog open={showsShortcuts} onClose={() => setShowsShortcuts(false)} />
    </div>
  )
}
