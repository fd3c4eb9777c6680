/** The running app: a control tower that starts the other processes, opens the window and stays off the data path. */
import { app, Menu, nativeTheme, session, type BrowserWindow } from 'electron'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { RunJobs } from '../background/run-jobs.ts'
import type { RecorderClient } from '../background/recorder-client.ts'
import { databasePath } from '../node/app-paths.ts'
import { createTranslate, nearestLanguage, type Language, type Translate } from '../shared/i18n/index.ts'
import type { Settings } from '../shared/schema/settings/v1.ts'
import { handleAppProtocol } from './app-protocol.ts'
import { datasetHandlers } from './ipc/handlers/datasets.ts'
import { planHandlers } from './ipc/handlers/plans.ts'
import { runHandlers } from './ipc/handlers/runs.ts'
import { serverHandlers } from './ipc/handlers/servers.ts'
import { sessionHandlers } from './ipc/handlers/sessions.ts'
import { systemHandlers } from './ipc/handlers/system.ts'
import { registerIpc } from './ipc/register.ts'
import { Datasets } from './datasets.ts'
import { createLog } from './log.ts'
import { attachContextMenu, buildMenu } from './menu.ts'
import { Supervisor } from './processes/supervisor.ts'
import { askToStopRun, stopAndStore } from './quit.ts'
import { RunWatch, type Send } from './run-watch.ts'
import { SaveDialogs } from './save-dialogs.ts'
import { Secrets } from './secrets.ts'
import { APP_ORIGIN, APP_URL } from './security/app-path.ts'
import { isTrustedSender } from './security/ipc-guard.ts'
import { applySessionPolicy } from './security/session-policy.ts'
import { ServerDirectory } from './server-directory.ts'
import { SettingsStore } from './settings-store.ts'
import { TelemetryLinks } from './telemetry-links.ts'
import { Simulator } from './simulator.ts'
import { createWindow, updateWindowBackground } from './window.ts'

const outDir = import.meta.dirname
/** Set by the development server alone; a packaged app never loads it. */
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']

export function startApp(): void {
  const folder = app.getPath('userData')
  mkdirSync(folder, { recursive: true })
  const log = createLog(join(folder, 'main.log'))
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`))
  process.on('unhandledRejection', (reason) => log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`))
  const settings = new SettingsStore(join(folder, 'settings.json'))
  nativeTheme.themeSource = settings.current.theme
  applySessionPolicy(session.defaultSession)
  handleAppProtocol(join(outDir, '../renderer'))

  const shell = new Shell(folder, settings)
  const secrets = new Secrets(join(folder, 'secrets.json'))
  const directory = new ServerDirectory(join(folder, 'servers.json'), secrets, new TelemetryLinks(join(folder, 'telemetry.json'), secrets), (servers) => shell.send('servers:changed', servers))
  const simulator = new Simulator(join(outDir, 'simulator.js'))
  const datasets = new Datasets()
  const watch = new RunWatch(shell.send)
  const dbPath = databasePath(folder)
  const supervisor = new Supervisor({
    enginePath: join(outDir, 'engine.js'),
    recorderPath: join(outDir, 'recorder.js'),
    dbPath,
    appVersion: app.getVersion(),
    log,
    onRestart: (process) => shell.send('process:restarted', { process }),
    onRecorder: (recorder) => {
      watch.watchRecorder(recorder)
      applySettings(recorder, settings.current)
    },
  })
  const jobs = new RunJobs({ controller: supervisor.controller, recorder: () => supervisor.recorder, startScripted: (scriptFile) => simulator.startScripted(scriptFile) })
  watch.watchJobs(jobs)
  const dialogs = new SaveDialogs(() => shell.window, shell.translate)
  registerIpc(
    {
      ...systemHandlers({ settings, databaseName: basename(dbPath), supervisor, onSettings: (changed) => {
        shell.apply(changed)
        applySettings(supervisor.recorder, changed)
      } }),
      ...serverHandlers(directory, simulator),
      ...datasetHandlers(datasets),
      ...runHandlers({ directory, supervisor, jobs, datasets, startScripted: (scriptFile) => simulator.startScripted(scriptFile), translate: shell.translate }),
      ...planHandlers(dialogs, shell.translate),
      ...sessionHandlers(supervisor, dialogs, () => languageOf(settings.current)),
    },
    { isTrusted: (event) => shell.isTrusted(event), log, onLiveRequest: (event) => supervisor.attachViewer(event.sender) },
  )
  shell.open(jobs)
  endCleanly(supervisor, jobs, simulator)
}

/** A recorder that is gone gets them with its next start. */
function applySettings(recorder: RecorderClient, { sourcesOff, sourcePeriodsMs, applePower, diagnosisLimits }: Settings): void {
  void recorder.call('diagnosis:limits', diagnosisLimits)
  void recorder.call('machine:sources', { off: sourcesOff, periodsMs: sourcePeriodsMs, applePower })
}

/** The window with its theme, language and menu. */
class Shell {
  readonly #folder: string
  readonly #settings: SettingsStore
  readonly #trustedIds = new Set<number>()
  readonly #origins = developmentUrl === undefined ? [APP_ORIGIN] : [APP_ORIGIN, new URL(developmentUrl).origin]
  #window: BrowserWindow | null = null

  constructor(folder: string, settings: SettingsStore) {
    this.#folder = folder
    this.#settings = settings
    nativeTheme.on('updated', () => {
      if (this.#window !== null) updateWindowBackground(this.#window)
      this.#announce()
    })
  }

  get window(): BrowserWindow | null {
    return this.#window
  }

  readonly send: Send = (name, payload) => {
    if (this.#window !== null && !this.#window.isDestroyed()) this.#window.webContents.send(name, payload)
  }

  readonly translate = (): Translate => createTranslate(languageOf(this.#settings.current))

  isTrusted(event: Parameters<typeof isTrustedSender>[0]): boolean {
    return isTrustedSender(event, this.#trustedIds, this.#origins)
  }

  apply(settings: Settings): void {
    nativeTheme.themeSource = settings.theme
    this.#applyMenu()
    this.#announce()
  }

  open(jobs: RunJobs): void {
    this.#applyMenu()
    this.#openWindow(jobs)
    app.on('second-instance', () => {
      if (this.#window === null) return this.#openWindow(jobs)
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.focus()
    })
    app.on('activate', () => {
      if (this.#window === null) this.#openWindow(jobs)
    })
  }

  #openWindow(jobs: RunJobs): void {
    const window = createWindow({
      preload: join(outDir, '../preload/index.cjs'),
      url: developmentUrl ?? APP_URL,
      stateFile: join(this.#folder, 'window.json'),
    })
    this.#window = window
    this.#trustedIds.add(window.webContents.id)
    attachContextMenu(window, this.translate)
    window.on('close', (event) => {
      if (jobs.current() !== null && !askToStopRun(window, this.translate())) event.preventDefault()
    })
    window.on('closed', () => {
      this.#window = null
    })
  }

  #applyMenu(): void {
    Menu.setApplicationMenu(buildMenu(this.translate(), (command) => this.send('menu:command', command), !app.isPackaged))
  }

  #announce(): void {
    this.send('settings:changed', { settings: this.#settings.current, dark: nativeTheme.shouldUseDarkColors })
  }
}

function endCleanly(supervisor: Supervisor, jobs: RunJobs, simulator: Simulator): void {
  let isStored = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (isStored) return
    event.preventDefault()
    void stopAndStore(jobs).then(() => {
      isStored = true
      simulator.stop()
      supervisor.close()
      // Not from within `will-quit`, which a promise that is already settled would mean: Electron ignores a quit while it quits.
      setImmediate(() => app.quit())
    })
  })
}

function languageOf(settings: Settings): Language {
  return settings.language === 'system' ? nearestLanguage(app.getPreferredSystemLanguages()[0] ?? app.getLocale()) : settings.language
}
