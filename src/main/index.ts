/** Boot script of the main process: what must happen before `ready`, then the app itself. */
import { app, Menu } from 'electron'
import { dataDir } from '../node/app-paths.ts'
import { startApp } from './app.ts'
import { registerAppScheme } from './app-protocol.ts'
import { lockNavigation } from './security/navigation.ts'

registerAppScheme()
Menu.setApplicationMenu(null)
// As root Chromium only runs with --no-sandbox, and enforcing the sandbox then kills every child.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
// The chosen folder is the lock's scope too: two copies never write to one database from two windows.
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', dataDir())
lockNavigation()

if (app.requestSingleInstanceLock()) void app.whenReady().then(startApp)
else app.quit()
