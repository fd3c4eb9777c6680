/** Settings in a small JSON file, read before the first paint; a broken file is set aside, never a reason not to start. */
import { readFileSync, renameSync } from 'node:fs'
import { writeFileAtomicSync } from '../node/files/atomic-write-sync.ts'
import { defaultSettings, settingsSchema, type Settings } from '../shared/schema/settings/v1.ts'

export class SettingsStore {
  readonly #file: string
  #current: Settings

  constructor(file: string) {
    this.#file = file
    this.#current = this.#read()
  }

  get current(): Settings {
    return this.#current
  }

  update(patch: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Settings {
    this.#current = settingsSchema.parse({ ...this.#current, ...patch })
    writeFileAtomicSync(this.#file, `${JSON.stringify(this.#current, null, 2)}\n`)
    return this.#current
  }

  #read(): Settings {
    let text: string
    try {
      text = readFileSync(this.#file, 'utf8')
    } catch {
      return defaultSettings
    }
    try {
      return settingsSchema.parse({ ...defaultSettings, ...(JSON.parse(text) as object) })
    } catch {
      renameSync(this.#file, `${this.#file}.broken`)
      return defaultSettings
    }
  }
}
