/** Calls about the app itself: versions, settings, the machine. */
import { app } from 'electron'
import type { AppInfo } from '../../../shared/ipc/contract.ts'
import type { Settings } from '../../../shared/schema/settings/v1.ts'
import { nearestLanguage } from '../../../shared/i18n/index.ts'
import type { Supervisor } from '../../processes/supervisor.ts'
import { secretStorage } from '../../secrets.ts'
import type { SettingsStore } from '../../settings-store.ts'
import type { Handlers } from '../answer-call.ts'

export interface SystemOptions {
  readonly settings: SettingsStore
  readonly databaseName: string
  readonly supervisor: Supervisor
  readonly onSettings: (settings: Settings) => void
}

export function systemHandlers(options: SystemOptions): Pick<Handlers, 'app:info' | 'settings:get' | 'settings:update' | 'machine:info'> {
  const info = (): AppInfo => ({
    version: app.getVersion(),
    electron: process.versions['electron'] ?? '',
    platform: process.platform,
    databaseName: options.databaseName,
    secretStorage: secretStorage(),
    systemLanguage: nearestLanguage(app.getPreferredSystemLanguages()[0] ?? app.getLocale()),
  })
  return {
    'app:info': () => ({ ok: true, value: info() }),
    'settings:get': () => ({ ok: true, value: options.settings.current }),
    'settings:update': (patch) => {
      const settings = options.settings.update(patch)
      options.onSettings(settings)
      return { ok: true, value: settings }
    },
    'machine:info': () => options.supervisor.recorder.call('machine:info', null),
  }
}
