/** Quitting while a run is on: asked once, then the run is stopped and stored before the processes end. */
import { dialog, type BrowserWindow } from 'electron'
import type { RunJobs } from '../background/run-jobs.ts'
import type { Translate } from '../shared/i18n/index.ts'

const STORE_TIMEOUT_MS = 8_000
const POLL_MS = 50

/** @returns true when the run may be stopped. The safe answer is the default. */
export function askToStopRun(window: BrowserWindow, t: Translate): boolean {
  const choice = dialog.showMessageBoxSync(window, {
    type: 'question',
    message: t('menu:quit-title'),
    detail: t('menu:quit-detail'),
    buttons: [t('menu:quit-keep'), t('menu:quit-stop')],
    defaultId: 0,
    cancelId: 0,
  })
  return choice === 1
}

/** Cuts the run off and waits until what it measured is stored, but not for ever. */
export async function stopAndStore(jobs: RunJobs): Promise<void> {
  if (jobs.current() === null) return
  jobs.stop('abort')
  const deadlineMs = performance.now() + STORE_TIMEOUT_MS
  while (jobs.current() !== null && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, POLL_MS))
}
