/** How the window is created: isolated, sandboxed, without Node in the page. */
import type { BrowserWindowConstructorOptions } from 'electron'

export const MIN_WIDTH = 1024
export const MIN_HEIGHT = 700

/** Card background of each theme, so that the window never flashes white. Same values as tokens.css. */
export const backgrounds = { dark: '#0e1116', light: '#f6f7f9' } as const

/** The options every test compares to a golden object: isolation, sandbox, no Node in the page. */
export function windowOptions(preload: string, dark: boolean): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'LLM Dyno',
    backgroundColor: dark ? backgrounds.dark : backgrounds.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
    },
  }
}
