/** Native save and open dialogs. Paths stay in this process; the window gets a name and a token that can only reveal that file. */
import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { app, dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { safeName } from '../node/files/safe-name.ts'
import type { Translate } from '../shared/i18n/index.ts'
import type { SavedFile } from '../shared/ipc/contract.ts'

type SaveKind = 'html' | 'json' | 'plan'

const titles: Readonly<Record<SaveKind, string>> = { html: 'menu:save-report', json: 'menu:save-json', plan: 'menu:save-plan' }
const extensions = { html: 'html', json: 'json', plan: 'json' } as const

export class SaveDialogs {
  readonly #window: () => BrowserWindow | null
  readonly #translate: () => Translate
  readonly #granted = new Map<string, string>()
  /** The dialog does not remember the last folder by itself. */
  #folder = app.getPath('documents')

  constructor(window: () => BrowserWindow | null, translate: () => Translate) {
    this.#window = window
    this.#translate = translate
  }

  /** @returns the chosen path, or null when the user cancelled. */
  async ask(name: string, kind: SaveKind): Promise<string | null> {
    const t = this.#translate()
    const options = {
      title: t(titles[kind]),
      defaultPath: join(this.#folder, `${safeName(name)}.${extensions[kind]}`),
      filters: [{ name: t(`menu:filter-${extensions[kind]}`), extensions: [extensions[kind]] }],
    }
    const window = this.#window()
    const { canceled, filePath } = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options))
    if (canceled || filePath === '') return null
    this.#folder = dirname(filePath)
    return filePath
  }

  /** @returns the chosen file, or null when the user cancelled. */
  choosePlan(): Promise<string | null> {
    return this.#choose('menu:open-plan')
  }

  /** @returns the chosen file, or null when the user cancelled. */
  chooseSession(): Promise<string | null> {
    return this.#choose('menu:open-session')
  }

  async #choose(title: string): Promise<string | null> {
    const t = this.#translate()
    const options: OpenDialogOptions = { title: t(title), defaultPath: this.#folder, properties: ['openFile'], filters: [{ name: t('menu:filter-json'), extensions: ['json'] }] }
    const window = this.#window()
    const { canceled, filePaths: [path] } = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
    if (canceled || path === undefined) return null
    this.#folder = dirname(path)
    return path
  }

  grant(path: string): SavedFile {
    const token = randomUUID()
    this.#granted.set(token, path)
    return { fileName: basename(path), token }
  }

  reveal(token: string): boolean {
    const path = this.#granted.get(token)
    if (path === undefined) return false
    shell.showItemInFolder(path)
    return true
  }
}
