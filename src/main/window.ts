/** The one window: its secure options, its remembered place, and the themed first paint. */
import { BrowserWindow, nativeTheme, screen, type Rectangle } from 'electron'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeFileAtomicSync } from '../node/files/atomic-write-sync.ts'
import { backgrounds, MIN_HEIGHT, MIN_WIDTH, windowOptions } from './window-options.ts'

const stateSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), maximised: z.boolean() })
type WindowState = z.infer<typeof stateSchema>

function readState(file: string): WindowState | null {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Keeps a remembered rectangle on a display that still exists. */
function clampToDisplay(state: Rectangle): Rectangle {
  const { workArea } = screen.getDisplayMatching(state)
  const width = Math.min(Math.max(state.width, MIN_WIDTH), workArea.width)
  const height = Math.min(Math.max(state.height, MIN_HEIGHT), workArea.height)
  const within = (value: number, from: number, room: number): number => Math.min(Math.max(value, from), from + Math.max(0, room))
  return { width, height, x: within(state.x, workArea.x, workArea.width - width), y: within(state.y, workArea.y, workArea.height - height) }
}

export interface WindowSetup {
  readonly preload: string
  readonly url: string
  readonly stateFile: string
}

export function createWindow({ preload, url, stateFile }: WindowSetup): BrowserWindow {
  const state = readState(stateFile)
  const bounds = state === null ? {} : clampToDisplay(state)
  const window = new BrowserWindow({ ...windowOptions(preload, nativeTheme.shouldUseDarkColors), ...bounds })
  if (state?.maximised === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    try {
      writeFileAtomicSync(stateFile, JSON.stringify({ ...window.getNormalBounds(), maximised: window.isMaximized() }))
    } catch {
      // A place that can't be remembered is no reason to keep the window open.
    }
  })
  void window.loadURL(url)
  return window
}

export function updateWindowBackground(window: BrowserWindow): void {
  window.setBackgroundColor(nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light)
}
