/** Settings, facts about the app, and whether the dark theme is on: known before the first paint, kept current by events. */
import type { AppInfo } from '../../../shared/ipc/contract.ts'
import type { IpcError } from '../../../shared/ipc/envelope.ts'
import { nearestLanguage, type Language } from '../../../shared/i18n/index.ts'
import type { Settings } from '../../../shared/schema/settings/v1.ts'
import { bench } from '../api.ts'
import { createStore, useStore } from './store.ts'

export interface SettingsState {
  readonly settings: Settings
  /** Null only if the main process did not answer. */
  readonly info: AppInfo | null
  readonly dark: boolean
}

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)')

export const settingsStore = createStore<SettingsState>({
  settings: { version: 1, language: 'system', theme: 'system', hiddenLanes: [], shownLanes: [], laneOrder: [], instantShown: true, sourcesOff: [], sourcePeriodsMs: {}, applePower: false, diagnosisLimits: {} },
  info: null,
  dark: darkQuery.matches,
})

export const useSettings = (): SettingsState => useStore(settingsStore)

/** The language to show: the chosen one, or the system's. */
export function languageOf({ settings, info }: SettingsState): Language {
  return settings.language === 'system' ? (info?.systemLanguage ?? nearestLanguage(navigator.language)) : settings.language
}

/** A chosen theme holds whatever the system's is. */
function isDark({ theme }: Settings): boolean {
  return theme === 'system' ? darkQuery.matches : theme === 'dark'
}

/** Reads both documents once and follows every change from then on. Resolves even where the main process does not answer. */
export async function loadSettings(): Promise<void> {
  bench.on['settings:changed'](({ settings, dark }) => settingsStore.update((state) => ({ ...state, settings, dark })))
  darkQuery.addEventListener('change', () => settingsStore.update((state) => ({ ...state, dark: isDark(state.settings) })))
  const [settings, info] = await Promise.all([bench.call['settings:get'](), bench.call['app:info']()])
  settingsStore.update((state) => {
    const known = settings.ok ? settings.value : state.settings
    return { settings: known, info: info.ok ? info.value : state.info, dark: isDark(known) }
  })
}

/** Stores the change. @returns the error to show, or null. */
export async function updateSettings(patch: Partial<Omit<Settings, 'version'>>): Promise<IpcError | null> {
  const answer = await bench.call['settings:update'](patch)
  if (!answer.ok) return answer.error
  settingsStore.update((state) => ({ ...state, settings: answer.value }))
  return null
}
