/** The window's frame: sidebar, the strip of a run in progress, the view; and whatever reaches the window from outside. */
import { useState, type ReactNode } from 'react'
import { LiveStrip } from '../live/live-strip.tsx'
import { useRun } from '../../stores/run-store.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { Sidebar } from './sidebar.tsx'
import { useMenuCommands } from './use-menu-commands.ts'
import { useProcessNews } from './use-process-news.ts'
import { useRunNews } from './use-run-news.ts'
import styles from './frame.module.css'

export const Frame = ({ children }: { readonly children: ReactNode }) => {
  const { progress } = useRun()
  const [showsShortcuts, setShowsShortcuts] = useState(false)
  useMenuCommands(() => setShowsShortcuts(true))
  useRunNews()
  useProcessNews()
  return (
    <div className={styles.frame}>
      <Sidebar />
      <div className={styles.main}>
        {progress !== null && <ErrorBoundary><LiveStrip /></ErrorBoundary>}
        <main className={styles.outlet}>{children}</main>
      </div>
      <ShortcutsDialog open={showsShortcuts} onClose={() => setShowsShortcuts(false)} />
    </div>
  )
}
