/** Starts the page: settings first, so that the first paint has the right theme and language. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles/tokens.css'
import './styles/base.css'
import { App } from './app.tsx'
import { setUpI18n } from './i18n.ts'
import { connectRun } from './stores/run-store.ts'
import { connectServers } from './stores/servers-store.ts'
import { loadSettings, settingsStore } from './stores/settings-store.ts'

function followTheme(): void {
  document.documentElement.dataset['theme'] = settingsStore.get().dark ? 'dark' : 'light'
}

async function start(): Promise<void> {
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no #root')
  await loadSettings()
  followTheme()
  settingsStore.subscribe(followTheme)
  setUpI18n()
  connectRun()
  connectServers()
  createRoot(root).render(<StrictMode><App /></StrictMode>)
}

void start()
