/** The window's translations: the shared catalogue bound to React, following the language setting while the window is open. */
import i18next, { type i18n as I18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { i18nOptions } from '../../shared/i18n/index.ts'
import { languageOf, settingsStore } from './stores/settings-store.ts'

export const i18n: I18n = i18next.createInstance()

function follow(): void {
  const language = languageOf(settingsStore.get())
  document.documentElement.lang = language
  if (i18n.language !== language) void i18n.changeLanguage(language)
}

/** Call it once, after the settings are known: the first paint is then in the right language. */
export function setUpI18n(): void {
  void i18n.use(initReactI18next).init({ ...i18nOptions, lng: languageOf(settingsStore.get()) })
  follow()
  settingsStore.subscribe(follow)
}
