/** Where the app keeps its data; the command line uses the same place without Electron. */
import { homedir } from 'node:os'
import { join } from 'node:path'

const FOLDER = 'llm-dyno'

/** The per-user data folder: what Electron would call `userData`. */
export function dataDir(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), FOLDER)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', FOLDER)
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), FOLDER)
}

export function databasePath(folder: string): string {
  return join(folder, 'sessions.sqlite')
}
