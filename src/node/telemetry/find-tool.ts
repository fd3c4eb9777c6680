/** Finds a program on the path, or where its installer puts it. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The first that is there; `places` are whole paths that are tried after the path. Null when there is none. */
export function findTool(name: string, places: readonly string[] = [], env: NodeJS.ProcessEnv = process.env): string | null {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '').map((folder) => join(folder, file))
  return [...onPath, ...places].find(isExecutable) ?? null
}
