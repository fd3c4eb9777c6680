/** The keyboard shortcuts as data, for the sheet and the settings; the native menu binds the global ones. */

export interface Shortcut {
  /** Catalogue key of what it does. */
  readonly labelKey: string
  /** Joined by `+`; `Mod` is ⌘ on macOS and Ctrl elsewhere. */
  readonly keys: readonly string[]
}

export interface ShortcutGroup {
  readonly titleKey: string
  readonly shortcuts: readonly Shortcut[]
}

export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    titleKey: 'frame:shortcuts.everywhere',
    shortcuts: [
      { labelKey: 'frame:shortcuts.newRun', keys: ['Mod+N'] },
      { labelKey: 'frame:shortcuts.stopRun', keys: ['Mod+.'] },
      { labelKey: 'frame:shortcuts.export', keys: ['Mod+S'] },
      { labelKey: 'frame:shortcuts.servers', keys: ['Mod+2'] },
      { labelKey: 'frame:shortcuts.sessions', keys: ['Mod+3'] },
      { labelKey: 'frame:shortcuts.compare', keys: ['Mod+4'] },
      { labelKey: 'frame:shortcuts.settings', keys: ['Mod+,'] },
      { labelKey: 'frame:shortcuts.find', keys: ['Mod+F'] },
      { labelKey: 'frame:shortcuts.sheet', keys: ['Mod+/'] },
    ],
  },
  {
    titleKey: 'frame:shortcuts.lists',
    shortcuts: [
      { labelKey: 'frame:shortcuts.move', keys: ['↑', '↓'] },
      { labelKey: 'frame:shortcuts.open', keys: ['Enter'] },
      { labelKey: 'frame:shortcuts.choose', keys: ['Space'] },
      { labelKey: 'frame:shortcuts.delete', keys: ['Delete'] },
      { labelKey: 'frame:shortcuts.menu', keys: ['Shift+F10'] },
    ],
  },
  {
    titleKey: 'frame:shortcuts.timeline',
    shortcuts: [
      { labelKey: 'frame:shortcuts.crosshair', keys: ['←', '→'] },
      { labelKey: 'frame:shortcuts.explain', keys: ['E'] },
      { labelKey: 'frame:shortcuts.select', keys: ['Shift+←', 'Shift+→'] },
      { labelKey: 'frame:shortcuts.pan', keys: ['Alt+←', 'Alt+→'] },
      { labelKey: 'frame:shortcuts.zoom', keys: ['=', '−'] },
      { labelKey: 'frame:shortcuts.all', keys: ['Home'] },
      { labelKey: 'frame:shortcuts.letGo', keys: ['Esc'] },
    ],
  },
]

const macKeys: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Delete: '⌫', Esc: '⎋' }

/** The keys in the words of the system. */
export function platformKeys(keys: string, platform: string): string {
  return keys.split('+').map((key) => (platform === 'darwin' ? (macKeys[key] ?? key) : key === 'Mod' ? 'Ctrl' : key)).join('+')
}
