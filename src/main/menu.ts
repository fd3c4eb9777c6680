/** The native menu as data, rebuilt when the language changes. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../shared/ipc/contract.ts'
import type { Translate } from '../shared/i18n/index.ts'

interface CommandItem {
  readonly command: MenuCommand
  readonly accelerator?: string
}

const fileCommands: readonly CommandItem[] = [
  { command: 'new-run', accelerator: 'CmdOrCtrl+N' },
  { command: 'stop-run', accelerator: 'CmdOrCtrl+.' },
  { command: 'export', accelerator: 'CmdOrCtrl+S' },
]
const viewCommands: readonly CommandItem[] = [
  { command: 'show-servers', accelerator: 'CmdOrCtrl+2' },
  { command: 'show-sessions', accelerator: 'CmdOrCtrl+3' },
  { command: 'show-compare', accelerator: 'CmdOrCtrl+4' },
  { command: 'show-settings', accelerator: 'CmdOrCtrl+,' },
  { command: 'find', accelerator: 'CmdOrCtrl+F' },
  { command: 'toggle-theme' },
]

export function buildMenu(t: Translate, send: (command: MenuCommand) => void, isDevelopment: boolean): Menu {
  const toItem = ({ command, accelerator }: CommandItem): MenuItemConstructorOptions => ({
    label: t(`menu:${command}`),
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => send(command),
  })
  const isMac = process.platform === 'darwin'
  const view: MenuItemConstructorOptions[] = [
    ...viewCommands.map(toItem),
    { type: 'separator' },
    { role: 'resetZoom', label: t('menu:reset-zoom') },
    { role: 'zoomIn', label: t('menu:zoom-in') },
    { role: 'zoomOut', label: t('menu:zoom-out') },
    { role: 'togglefullscreen', label: t('menu:full-screen') },
    ...(isDevelopment ? ([{ type: 'separator' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[]) : []),
  ]
  return Menu.buildFromTemplate([
    ...(isMac ? ([{ role: 'appMenu' }] satisfies MenuItemConstructorOptions[]) : []),
    { label: t('menu:file'), submenu: [...fileCommands.map(toItem), { type: 'separator' }, { role: isMac ? 'close' : 'quit', label: t(isMac ? 'menu:close' : 'menu:quit') }] },
    {
      label: t('menu:edit'),
      submenu: [
        { role: 'undo', label: t('menu:undo') }, { role: 'redo', label: t('menu:redo') }, { type: 'separator' },
        { role: 'cut', label: t('menu:cut') }, { role: 'copy', label: t('menu:copy') }, { role: 'paste', label: t('menu:paste') },
        { role: 'selectAll', label: t('menu:select-all') },
      ],
    },
    { label: t('menu:view'), submenu: view },
    { label: t('menu:window'), submenu: [{ role: 'minimize', label: t('menu:minimise') }, { role: 'zoom', label: t('menu:maximise') }] },
    { label: t('menu:help'), role: 'help', submenu: [toItem({ command: 'show-shortcuts', accelerator: 'CmdOrCtrl+/' })] },
  ])
}

/** Text fields get the menu that every desktop program has. */
export function attachContextMenu(window: BrowserWindow, translate: () => Translate): void {
  window.webContents.on('context-menu', (_event, { isEditable, selectionText, editFlags }) => {
    if (!isEditable && selectionText === '') return
    const t = translate()
    Menu.buildFromTemplate([
      ...(isEditable ? ([{ role: 'cut', label: t('menu:cut'), enabled: editFlags.canCut }] satisfies MenuItemConstructorOptions[]) : []),
      { role: 'copy', label: t('menu:copy'), enabled: editFlags.canCopy },
      ...(isEditable ? ([{ role: 'paste', label: t('menu:paste'), enabled: editFlags.canPaste }] satisfies MenuItemConstructorOptions[]) : []),
    ]).popup({ window })
  })
}
