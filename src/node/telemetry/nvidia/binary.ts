/** Finds nvidia-smi where drivers put it. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Drivers leave a copy a version; the newest folder is the one in use. */
function inDriverStore(systemRoot: string): string[] {
  const store = join(systemRoot, 'System32', 'DriverStore', 'FileRepository')
  try {
    return readdirSync(store)
      .filter((name) => name.startsWith('nv'))
      .map((name) => join(store, name, 'nvidia-smi.exe'))
      .filter(isExecutable)
      .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  } catch {
    return []
  }
}

/** The path of nvidia-smi; null when there is none. `LLM_DYNO_NVIDIA_SMI` names it by hand. */
export function findNvidiaSmi(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string | null {
  const named = env['LLM_DYNO_NVIDIA_SMI']
  if (named !== undefined) return isExecutable(named) ? named : null
  const file = platform === 'win32' ? 'nvidia-smi.exe' : 'nvidia-smi'
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '').map((folder) => join(folder, file))
  const systemRoot = env['SystemRoot'] ?? 'C:\\Windows'
  const known = platform === 'win32' ? [join(systemRoot, 'System32', file)] : ['/usr/lib/wsl/lib/nvidia-smi']
  return [...onPath, ...known].find(isExecutable) ?? (platform === 'win32' ? (inDriverStore(systemRoot)[0] ?? null) : null)
}
