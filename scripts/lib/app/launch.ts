// Starts the built app in a real Electron and drives it the way a person does; for the demo, the gallery, benches and tests.

import { setTimeout as sleep } from 'node:timers/promises'
import { _electron } from '@playwright/test'
import type { ElectronApplication, Page } from '@playwright/test'
import { createTranslate } from '../../../src/shared/i18n/index.ts'
import type { Language, Translate } from '../../../src/shared/i18n/index.ts'
import { electronLaunchOptions } from '../electron.ts'
import { commandOf, processTree, waitUntilGone } from './processes.ts'

const START_TIMEOUT_MS = 60_000
/** Longer than the app gives a run to be stored. */
const QUIT_TIMEOUT_MS = 20_000
const EXIT_TIMEOUT_MS = 15_000

/** How to start it. */
export interface AppOptions {
  /** Folder of settings and sessions; made if it is not there. */
  readonly dataDir: string
  /** The language the system is said to have. Default: English. */
  readonly language?: Language
  /** Added to the environment; where DISPLAY comes from. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** More switches for Chromium. */
  readonly switches?: readonly string[]
  /** Leaves the scale factor to the screen. */
  readonly isForPeople?: boolean
}

/** An app that runs, with its window. */
export interface RunningApp {
  readonly electron: ElectronApplication
  readonly page: Page
  readonly pid: number
  readonly dataDir: string
  /** The words on screen, for the language it was started with. */
  readonly t: Translate
  /** Every process it has at this moment, children of children included. */
  readonly processTree: () => readonly number[]
  /**
   * Quits it as a person would, but without being asked about a run in progress.
   * @throws if it does not quit, or one of its processes does not end
   */
  readonly close: () => Promise<void>
  /** kill -9 of the main process; resolves once all of its processes have ended. */
  readonly kill: () => Promise<void>
}

/** @throws if no window comes up within a minute */
export async function launchApp(options: AppOptions): Promise<RunningApp> {
  const language = options.language ?? 'en'
  const locale = language === 'zh-CN' ? 'zh_CN.UTF-8' : 'en_US.UTF-8'
  const { executablePath, args, env, cwd, chromiumSandbox } = electronLaunchOptions({
    switches: [`--user-data-dir=${options.dataDir}`, ...(options.switches ?? [])],
    env: { LANGUAGE: locale, LANG: locale, LC_ALL: locale, ELECTRON_ENABLE_LOGGING: undefined, ...options.env },
    isForPeople: options.isForPeople ?? false,
  })
  const electron = await _electron.launch({ executablePath, args, env, cwd, chromiumSandbox, timeout: START_TIMEOUT_MS })
  const pid = electron.process().pid
  if (pid === undefined) throw new Error('Electron has no process id')
  const ended = new Promise<void>((resolve) => electron.process().once('exit', () => resolve()))
  const tree = (): readonly number[] => processTree(pid)
  const kill = async (): Promise<void> => {
    const pids = tree()
    process.kill(pid, 'SIGKILL')
    await ended
    await expectGone(pids)
  }
  try {
    const page = await electron.firstWindow({ timeout: START_TIMEOUT_MS })
    await page.getByRole('navigation').waitFor({ timeout: START_TIMEOUT_MS })
    const close = async (): Promise<void> => {
      const pids = tree()
      await answerQuestions(electron, 1)
      const isLate = await Promise.race([electron.close().then(() => false), sleep(QUIT_TIMEOUT_MS, true, { ref: false })])
      if (isLate) process.kill(pid, 'SIGKILL')
      await expectGone(pids)
      if (isLate) throw new Error(`the app did not quit within ${QUIT_TIMEOUT_MS / 1000} s`)
    }
    return { electron, page, pid, dataDir: options.dataDir, t: createTranslate(language), processTree: tree, close, kill }
  } catch (error) {
    await kill().catch(() => undefined)
    throw error
  }
}

async function expectGone(pids: readonly number[]): Promise<void> {
  const left = await waitUntilGone(pids, EXIT_TIMEOUT_MS)
  if (left.length === 0) return
  const names = left.map((pid) => `${pid} ${commandOf(pid)}`).join('\n')
  for (const pid of left) process.kill(pid, 'SIGKILL')
  throw new Error(`processes of the app were left behind:\n${names}`)
}

/** Answers every native question box with the button of that index. */
export async function answerQuestions(electron: ElectronApplication, button: number): Promise<void> {
  await electron.evaluate(({ dialog }, index) => {
    dialog.showMessageBoxSync = () => index
  }, button)
}

/** Lets the native save dialog answer with `path`, or with "cancelled" for null. */
export async function answerSaveDialog(electron: ElectronApplication, path: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: filePath === null, filePath: filePath ?? '' })
  }, path)
}

/** Lets the native open dialog answer with `path`, or with "cancelled" for null. */
export async function answerOpenDialog(electron: ElectronApplication, path: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: filePath === null, filePaths: filePath === null ? [] : [filePath] })
  }, path)
}
