// The states of the app that the gallery shows: nothing yet, an ordinary day, and more than anybody planned for.

import { addServer, fillRunForm, goTo, laneCanvas, openSession, serverCard, startRun, waitForProgress, waitForRunEnd } from '../app/views.ts'
import type { RunForm } from '../app/views.ts'
import type { RunningApp } from '../app/launch.ts'
import { closedPort } from '../app/free-port.ts'
import { startSimulatorProcess } from '../app/simulator.ts'
import type { SimulatorProcess } from '../app/simulator.ts'
import { fillCompared } from './compared.ts'

const RUN_LIMIT_MS = 180_000
const LONG_NAME =
  'A name that somebody typed who wanted to remember every flag: --ctx-size 8192 --parallel 4 --flash-attn --cache-type-k q8_0 第三次重复测量'
const LONG_MODEL = 'organisation-with-a-long-name/Some-Model-70B-Instruct-v2.1-GGUF/some-model-70b-instruct-v2.1.Q4_K_M-00001-of-00005.gguf'

/** One picture: how to get there in the window, by name. */
export interface Scene {
  readonly name: string
  /** Has tables or charts that use the width. */
  readonly isDense: boolean
  readonly open: (app: RunningApp) => Promise<void>
}

/** What is needed around some scenes, and the scenes. */
export interface SceneSet {
  readonly name: 'empty' | 'typical' | 'compare' | 'extreme'
  /** Done once in the window before the pictures. */
  readonly prepare: (app: RunningApp) => Promise<void>
  /** A run that is on while its scenes are taken; they come last. */
  readonly live: { readonly start: (app: RunningApp) => Promise<void>; readonly scenes: readonly Scene[] } | null
  readonly scenes: readonly Scene[]
  /** Puts made-up sessions into the database before the window opens a second time. */
  readonly fill?: (databaseFile: string) => void
  /** Copies of sessions to add before the window opens a second time; 0 = none. */
  readonly historyCopies: number
  readonly close: () => Promise<void>
}

const view = (name: 'servers' | 'newRun' | 'sessions' | 'compare' | 'machine' | 'settings', isDense = false): Scene => ({ name, isDense, open: (app) => goTo(app, name) })
const address = (name: string, hash: string): Scene => ({
  name,
  isDense: false,
  open: async ({ page }) => {
    await page.evaluate((to) => {
      location.hash = to
    }, hash)
  },
})
const session = (name: string, sessionName: string): Scene => ({ name, isDense: true, open: (app) => openSession(app, sessionName) })
/** Its sensors are read from the moment it opens: a first picture would show only what is being waited for. */
const machine: Scene = {
  name: 'machine',
  isDense: false,
  open: async (app) => {
    await goTo(app, 'machine')
    await laneCanvas(app, 'memory').waitFor()
    await app.page.waitForTimeout(2_000)
  },
}
const live: Scene = { name: 'live', isDense: true, open: (app) => goTo(app, 'live') }

const addDialog: Scene = {
  name: 'add-server',
  isDense: false,
  open: async (app) => {
    await goTo(app, 'servers')
    await app.page.getByRole('button', { name: app.t('servers:add'), exact: true }).click()
    await app.page
      .getByRole('dialog')
      .getByRole('button', { name: app.t('servers:form.submit') })
      .click()
  },
}

const quick = { warmupRequests: 1, promptTokens: 128, outputTokens: 32, pauseS: 0.2, drainS: 10, baselineS: 0.5, tailS: 0.5 } as const

async function runToEnd(app: RunningApp, form: RunForm): Promise<void> {
  await fillRunForm(app, form)
  await startRun(app)
  await waitForRunEnd(app, RUN_LIMIT_MS)
}

async function startLive(app: RunningApp, form: RunForm): Promise<void> {
  await fillRunForm(app, form)
  await startRun(app)
  await waitForProgress(app, 8, RUN_LIMIT_MS)
}

export function emptyScenes(): SceneSet {
  return {
    name: 'empty',
    prepare: async () => undefined,
    live: null,
    historyCopies: 0,
    close: async () => undefined,
    scenes: [
      view('servers'),
      view('newRun'),
      view('sessions'),
      view('settings'),
      address('live', '/live'),
      address('session', '/sessions/gone'),
      addDialog,
    ],
  }
}

export async function typicalScenes(): Promise<SceneSet> {
  const locked = await startSimulatorProcess(['--api-key', 'some-key'])
  const dying = await startSimulatorProcess(['--fault', 'die-after=4'])
  const simulator = await startSimulatorProcess()
  const slowing = await startSimulatorProcess(['--decode-ms', '3', '--decode-ms-per-1k-context', '12', '--prefill-tokens-per-s', '8000'])
  return {
    name: 'typical',
    historyCopies: 14,
    close: () => stopAll([locked, dying, simulator, slowing]),
    prepare: async (app) => {
      await addServer(app, simulator.url)
      await addServer(app, locked.url, { name: 'Workstation' })
      await addServer(app, dying.url, { name: 'Old laptop' })
      await addServer(app, slowing.url, { name: 'Long answers' })
      await runToEnd(app, { url: simulator.url, name: 'Short chats', stages: [1, 2, 4, 8], stageDurationS: 6, ...quick })
      await runToEnd(app, { url: slowing.url, name: 'Long answers', stages: [2, 4], stageDurationS: 12, ...quick, promptTokens: 100, promptTokensTo: 900, outputTokens: 48 })
      await runToEnd(app, { url: dying.url, name: 'Went away', stages: [1, 4], stageDurationS: 10, ...quick })
    },
    scenes: [
      view('servers'),
      view('newRun', true),
      view('sessions', true),
      machine,
      view('settings'),
      session('session', 'Short chats'),
      session('session-lengths', 'Long answers'),
      session('session-failed', 'Went away'),
    ],
    live: {
      start: (app) => startLive(app, { url: simulator.url, name: 'Now running', stages: [1, 2, 4, 8], stageDurationS: 40, ...quick }),
      scenes: [live],
    },
  }
}

/** Sessions next to each other: without a word against it, several, unfairly, and with too few requests. */
const compared = (name: string, ids: string): Scene => ({
  name,
  isDense: true,
  open: async (app) => {
    await app.page.evaluate((to) => {
      location.hash = to
    }, `/compare/${ids}`)
    await app.page.getByRole('heading', { name: app.t('compare:notes') }).waitFor()
  },
})

export function compareScenes(): SceneSet {
  return {
    name: 'compare',
    prepare: async () => undefined,
    fill: fillCompared,
    live: null,
    historyCopies: 0,
    close: async () => undefined,
    scenes: [
      view('compare'),
      compared('two', 'cmp-a,cmp-b'),
      compared('four', 'cmp-a,cmp-b,cmp-c,cmp-f'),
      compared('unfair', 'cmp-a,cmp-e,cmp-d'),
      compared('few', 'cmp-f,cmp-c'),
    ],
  }
}

export async function extremeScenes(): Promise<SceneSet> {
  const rough = await startSimulatorProcess([
    '--model',
    LONG_MODEL,
    '--slots',
    '48',
    '--decode-ms',
    '6',
    '--fault',
    'http-500=0.06',
    '--fault',
    'http-429=0.08',
  ])
  const refused = `http://127.0.0.1:${await closedPort()}`
  const html = await startSimulatorProcess(['--fault', 'html'])
  return {
    name: 'extreme',
    historyCopies: 1500,
    close: () => stopAll([rough, html]),
    prepare: async (app) => {
      await addServer(app, rough.url, { name: LONG_NAME.slice(0, 118) })
      await addServer(app, refused)
      await addServer(app, html.url)
      await serverCard(app, rough.url).waitFor()
      await runToEnd(app, { url: rough.url, name: LONG_NAME, stages: [1, 2, 4, 8, 16, 32, 64, 3, 1], stageDurationS: 3, ...quick, outputTokens: 24 })
    },
    scenes: [view('servers'), view('newRun'), view('sessions', true), session('session', LONG_NAME)],
    live: { start: (app) => startLive(app, { url: rough.url, name: LONG_NAME, stages: [32, 64], stageDurationS: 60, ...quick }), scenes: [live] },
  }
}

async function stopAll(simulators: readonly SimulatorProcess[]): Promise<void> {
  await Promise.all(simulators.map((simulator) => simulator.stop()))
}
