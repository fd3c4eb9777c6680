/** API keys, encrypted by the system's key store, bound to a server's origin. Written from the window, never read by it. */
import { readFileSync } from 'node:fs'
import { safeStorage } from 'electron'
import { z } from 'zod'
import { writeFileAtomicSync } from '../node/files/atomic-write-sync.ts'

const fileSchema = z.record(z.string(), z.string())

export type SecretStorage = 'os' | 'basic' | 'none'

/** How well a stored key is protected here: `basic` is a password that everybody knows, so keys then live in memory only. */
export function secretStorage(): SecretStorage {
  if (!safeStorage.isEncryptionAvailable()) return 'none'
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return 'basic'
  return 'os'
}

export class Secrets {
  readonly #file: string
  readonly #memory = new Map<string, string>()

  constructor(file: string) {
    this.#file = file
  }

  /** Keeps `key` for `origin`: on disk where the system can encrypt it, else until the app ends. */
  set(origin: string, key: string): void {
    this.#memory.set(origin, key)
    if (secretStorage() !== 'os') return
    this.#write({ ...this.#read(), [origin]: safeStorage.encryptString(key).toString('base64') })
  }

  clear(origin: string): void {
    this.#memory.delete(origin)
    const { [origin]: removed, ...rest } = this.#read()
    if (removed !== undefined) this.#write(rest)
  }

  has(origin: string): boolean {
    return this.#memory.has(origin) || origin in this.#read()
  }

  /** The key, or null when there is none or it can't be decrypted any more (another user, another machine). */
  get(origin: string): string | null {
    const inMemory = this.#memory.get(origin)
    if (inMemory !== undefined) return inMemory
    const stored = this.#read()[origin]
    if (stored === undefined || secretStorage() !== 'os') return null
    try {
      return safeStorage.decryptString(Buffer.from(stored, 'base64'))
    } catch {
      return null
    }
  }

  #read(): Readonly<Record<string, string>> {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return {}
    }
  }

  #write(content: Readonly<Record<string, string>>): void {
    writeFileAtomicSync(this.#file, JSON.stringify(content), { mode: 0o600 })
  }
}
