/** Boot script of the main process: a control tower that starts the others, opens the window and stays off the data path. */
import { app, BrowserWindow, dialog, Menu, nativeTheme, powerSaveBlocker, session } from 'electron'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RecorderClient } from '../background/recorder-client.ts'
import type { RunController } from '../background/run-controller.ts'
import { databasePath, dataDir } from '../node/app-paths.ts'
import { createTranslate, nearestLanguage, type Translate } from '../shared/i18n/index.ts'
import type { EventName, EventPayload } from '../shared/ipc/contract.ts'
import type { Settings } from '../shared/schema/settings/v1.ts'
import { APP_ORIGIN, APP_URL, handleAppProtocol, registerAppScheme } from './app-protocol.ts'
import { runHandlers } from './ipc/handlers/runs.ts'
import { serverHandlers } from './ipc/handlers/servers.ts'
import { sessionHandlers } from './ipc/handlers/sessions.ts'
import { systemHandlers } from './ipc/handlers/system.ts'
import { registerIpc } from './ipc/register.ts'
import { createLog } from './log.ts'
import { attachContextMenu, buildMenu } from './menu.ts'
import { Supervisor } from './processes/supervisor.ts'
import { SaveDialogs } from './save-dialogs.ts'
import { Secrets } from './secrets.ts'
import { isTrustedSender } from './security/ipc-guard.ts'
import { lockNavigation } from './security/navigation.ts'
import { applySessionPolicy } from './security/session-policy.ts'
import { ServerDirectory } from './server-directory.ts'
import { SettingsStore } from './settings-store.ts'
import { Simulator } from './simulator.ts'
import { createWindow, updateWindowBackground } from './window.ts'

const outDir = import.meta.dirname
/** Set by the development server alone; a packaged app never loads it. */
const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']

registerAppScheme()
Menu.setApplicationMenu(null)
// As root Chromium only runs with --no-sandbox, and enforcing the sandbox then kills every child.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', dataDir())
lockNavigation()

if (app.requestSingleInstanceLock()) void app.whenReady().then(start)
else app.quit()

function start(): void {
  const folder = app.getPath('userData')
  mkdirSync(folder, { recursive: true })
  const log = createLog(join(folder, 'main.log'))
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`))
  process.on('unhandledRejection', (reason) => log(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`))

  const settings = new SettingsStore(join(folder, 'settings.json'))
  nativeTheme.themeSource = settings.current.theme
  applySessionPolicy(session.defaultSession)
  handleAppProtocol(join(outDir, '../renderer'))

  let window: BrowserWindow | null = null
  const trustedIds = new Set<number>()
  const origins = developmentUrl === undefined ? [APP_ORIGIN] : [APP_ORIGIN, new URL(developmentUrl).origin]
  const send = <K extends EventName>(name: K, payload: EventPayload<K>): void => {
    if (window !== null && !window.isDestroyed()) window.webContents.send(name, payload)
  }
  const translate = (): Translate => createTranslate(languageOf(settings.current))
  const applyMenu = (): void => Menu.setApplicationMenu(buildMenu(translate(), (command) => send('menu:command', command), !app.isPackaged))
  const announceSettings = (): void => send('settings:changed', { settings: settings.current, dark: nativeTheme.shouldUseDarkColors })

  const secrets = new Secrets(join(folder, 'secrets.json'))
  const directory = new ServerDirectory(join(folder, 'servers.json'), secrets, (servers) => send('servers:changed', servers))
  const simulator = new Simulator(join(outDir, 'simulator.js'))
  const dbPath = databasePath(folder)
  const dialogs = new SaveDialogs(() => window, translate)
  const runState = new RunState(send)
  const supervisor = new Supervisor({
    enginePath: join(outDir, 'engine.js'),
    recorderPath: join(outDir, 'recorder.js'),
    dbPath,
    appVersion: app.getVersion(),
    log,
    onRestart: (process) => send('process:restarted', { process }),
    onRecorder: (recorder) => runState.watchRecorder(recorder),
    onController: (controller) => runState.watchController(controller),
  })

  registerIpc(
    {
      ...systemHandlers({ settings, databaseName: dbPath.split(/[\\/]/).at(-1) ?? '', supervisor: () => supervisor, onSettings: (changed) => {
        nativeTheme.themeSource = changed.theme
        applyMenu()
        announceSettings()
      } }),
      ...serverHandlers(directory, simulator),
      ...runHandlers(directory, () => supervisor),
      ...sessionHandlers(() => supervisor, dialogs),
    },
    { isTrusted: (event) => isTrustedSender(event, trustedIds, origins), log, onLiveRequest: (event) => supervisor.attachViewer(event.sender) },
  )

  const openWindow = (): void => {
    const opened = createWindow({ preload: join(outDir, '../preload/index.cjs'), url: developmentUrl ?? APP_URL, stateFile: join(folder, 'window.json') })
    window = opened
    trustedIds.add(opened.webContents.id)
    attachContextMenu(opened, translate)
    opened.on('close', (event) => {
      if (supervisor.controller.current() === null || quitting || askToQuit(opened, translate())) return
      event.preventDefault()
    })
    opened.on('closed', () => {
      window = null
    })
  }
  let quitting = false
  app.on('before-quit', () => {
    quitting = window === null
  })
  nativeTheme.on('updated', () => {
    if (window !== null) updateWindowBackground(window)
    announceSettings()
  })
  app.on('second-instance', () => {
    if (window === null) return openWindow()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('activate', () => {
    if (window === null) openWindow()
  })
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (runState.isClosed) return
    event.preventDefault()
    simulator.stop()
    void closeRun(supervisor).then(() => {
      runState.isClosed = true
      supervisor.close()
      app.quit()
    })
  })

  applyMenu()
  openWindow()
}

/** Stops a run at once and waits until what it measured is stored, but not for ever. */
async function closeRun(supervisor: Supervisor): Promise<void> {
  if (supervisor.controller.current() === null) return
  supervisor.controller.stop('abort')
  for (let i = 0; i < 60 && supervisor.controller.current() !== null; i += 1) await new Promise((resolve) => setTimeout(resolve, 100))
}

function languageOf(settings: Settings): 'en' | 'zh-CN' {
  return settings.language === 'system' ? nearestLanguage(app.getPreferredSystemLanguages()[0] ?? app.getLocale()) : settings.language
}

/** @returns true when the run may be stopped. The safe answer is the default. */
function askToQuit(window: BrowserWindow, t: Translate): boolean {
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

/** Forwards the run's state to the window and keeps the machine awake while a run is on. */
class RunState {
  readonly #send: <K extends EventName>(name: K, payload: EventPayload<K>) => void
  #blocker: number | null = null
  isClosed = false

  constructor(send: <K extends EventName>(name: K, payload: EventPayload<K>) => void) {
    this.#send = send
  }

  watchRecorder(recorder: RecorderClient): void {
    recorder.onProgress((progress) => {
      this.#send('run:progress', progress)
      this.#keepAwake(progress.phase !== 'ended')
    })
    recorder.onSessionsChanged(() => this.#send('sessions:changed', null))
  }

  watchController(controller: RunController): void {
    controller.onEnded((ended) => {
      this.#keepAwake(false)
      this.#send('run:ended', ended)
    })
  }

  #keepAwake(on: boolean): void {
    if (on && this.#blocker === null) this.#blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (!on && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = null
    }
  }
}
