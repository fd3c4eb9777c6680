// Pictures of every view, light and dark, in both languages, at three widths, to be looked at: `npm run gallery [-- --only typical]`.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { databasePath } from '../src/node/app-paths.ts'
import { languages } from '../src/shared/i18n/index.ts'
import type { Language } from '../src/shared/i18n/index.ts'
import { launchApp } from './lib/app/launch.ts'
import type { RunningApp } from './lib/app/launch.ts'
import { dress } from './lib/app/views.ts'
import { ensureBuilt } from './lib/build.ts'
import { withDisplay } from './lib/display.ts'
import { projectRoot } from './lib/electron.ts'
import { copyHistory } from './lib/gallery/history.ts'
import { galleryPage } from './lib/gallery/page.ts'
import { compareScenes, emptyScenes, extremeScenes, typicalScenes } from './lib/gallery/scenes.ts'
import type { Scene, SceneSet } from './lib/gallery/scenes.ts'

const folder = join(projectRoot, '.gallery')
const USUAL = { width: 1440, height: 900 }
const OTHERS = [
  { width: 1024, height: 700 },
  { width: 1920, height: 1080 },
]
const themes = ['light', 'dark'] as const
/** A view that scrolls is shown whole, up to this height. */
const MAX_HEIGHT = 6_000

interface Picture {
  readonly file: string
  readonly set: string
  readonly scene: string
  readonly language: Language
  readonly theme: (typeof themes)[number]
  readonly width: number
}

const pictures: Picture[] = []

async function takeAll(app: RunningApp, set: string, scenes: readonly Scene[]): Promise<void> {
  for (const language of languages) {
    for (const theme of themes) {
      const speaking = await dress(app, language, theme)
      for (const scene of scenes) await takeScene(speaking, { set, scene: scene.name, language, theme }, scene)
    }
  }
}

async function takeScene(app: RunningApp, what: Omit<Picture, 'file' | 'width'>, scene: Scene): Promise<void> {
  const { page } = app
  for (const size of [USUAL, ...(scene.isDense ? OTHERS : [])]) {
    await page.setViewportSize(size)
    await scene.open(app)
    await page.setViewportSize({ width: size.width, height: Math.min(MAX_HEIGHT, size.height + (await hiddenHeight(app))) })
    await page.mouse.move(0, 0)
    // Driven by keys, the window would show where the focus is; somebody who clicked would not see it.
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    })
    // Two frames: one for the layout at the new size, one for the charts that follow it.
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => {
            requestAnimationFrame(resolve)
          })
        }),
    )
    const file = [what.set, what.scene, what.language, what.theme, size.width].join('-') + '.png'
    await page.screenshot({ path: join(folder, file), animations: 'disabled' })
    pictures.push({ ...what, file, width: size.width })
    await page.keyboard.press('Escape')
  }
}

/** How much of the view's content lies below the fold; a long table scrolls inside itself and stays as it is. */
async function hiddenHeight({ page }: RunningApp): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      0,
      ...[...document.querySelectorAll('main, main *')]
        .filter((element) => element.role !== 'grid' && getComputedStyle(element).overflowY !== 'visible' && element.clientHeight > innerHeight / 2)
        .map((element) => element.scrollHeight - element.clientHeight),
    ),
  )
}

async function takeSet(set: SceneSet, env: NodeJS.ProcessEnv): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'llm-dyno-gallery-'))
  try {
    const first = await launchApp({ dataDir, env })
    try {
      await set.prepare(first)
    } finally {
      await first.close()
    }
    set.fill?.(databasePath(dataDir))
    if (set.historyCopies > 0) copyHistory(databasePath(dataDir), set.historyCopies)
    const app = await launchApp({ dataDir, env })
    try {
      await takeAll(app, set.name, set.scenes)
      if (set.live !== null) {
        await set.live.start(await dress(app, 'en', 'light'))
        await takeAll(app, set.name, set.live.scenes)
      }
    } finally {
      await app.close()
    }
  } finally {
    await set.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
const makers: Readonly<Record<string, () => SceneSet | Promise<SceneSet>>> = { empty: emptyScenes, typical: typicalScenes, compare: compareScenes, extreme: extremeScenes }
const built = await ensureBuilt()
if (built !== 0) process.exit(built)
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
await withDisplay(async (env) => {
  for (const [name, make] of Object.entries(makers)) {
    if (values.only !== undefined && !values.only.includes(name)) continue
    await takeSet(await make(), env)
    process.stdout.write(`${name}: ${pictures.filter(({ set }) => set === name).length} pictures\n`)
  }
})
writeFileSync(join(folder, 'index.html'), galleryPage(pictures))
process.stdout.write(`${pictures.length} pictures in ${folder}; open index.html there.\n`)
