/** The three measurements of the app as a whole: how it starts, what it holds while idle, what it uses while it measures. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launchApp, type RunningApp } from '../../scripts/lib/app/launch.ts'
import { startSimulatorProcess } from '../../scripts/lib/app/simulator.ts'
import { addServer, fillRunForm, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { quantileOfSorted } from '../../src/core/stats/index.ts'
import { byName, readProcesses, type ProcessUse } from './processes.ts'

/** From the creation of the main process, ms. */
export interface StartTimes {
  /** The page's document is being loaded. */
  readonly navigationMs: number
  /** The first view is painted with its handlers attached: it can be used. */
  readonly interactiveMs: number
}

export interface RunCost {
  readonly seconds: number
  /** CPU time by process, in per cent of one core. */
  readonly cpuPercent: ReadonlyMap<string, number>
  readonly tokensPerS: number
  /** Live frames that the page got from the recorder. */
  readonly liveFramesPerS: number
  /** Messages that the page got from the main process. */
  readonly ipcEventsPerS: number
  /** Time between animation frames of the page, ms. */
  readonly frameP50Ms: number
  readonly frameP95Ms: number
}

const SETTLE_MS = 8_000
const WARM_UP_MS = 4_000
const CPU_MS = 15_000
const FRAMES_MS = 6_000
const RUN_LIMIT_MS = 120_000

/** Runs `work` with an app in a data folder of its own, which goes away with it. */
async function withApp<T>(env: NodeJS.ProcessEnv, work: (app: RunningApp) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'llm-dyno-bench-'))
  try {
    const app = await launchApp({ dataDir, env })
    try {
      return await work(app)
    } finally {
      await app.close()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Starts the app in a new data folder. */
export async function measureStart(env: NodeJS.ProcessEnv): Promise<StartTimes> {
  return withApp(env, async ({ electron, page }) => {
    const createdAtMs = await electron.evaluate(() => process.getCreationTime())
    const { originMs, paintMs } = await page.evaluate(async () => {
      const paint = (): number | undefined => performance.getEntriesByName('first-contentful-paint')[0]?.startTime
      while (paint() === undefined) await new Promise(requestAnimationFrame)
      return { originMs: performance.timeOrigin, paintMs: paint() ?? Number.NaN }
    })
    if (createdAtMs === null) throw new Error('the system does not tell when a process was created')
    return { navigationMs: originMs - createdAtMs, interactiveMs: originMs + paintMs - createdAtMs }
  })
}

/** Leaves the app alone for a while, then reads every process. */
export async function measureIdle(env: NodeJS.ProcessEnv): Promise<readonly ProcessUse[]> {
  return withApp(env, async (app) => {
    await sleep(SETTLE_MS)
    return readProcesses(app)
  })
}

/** Runs `users` against the simulator with the live view on screen. */
export async function measureRun(env: NodeJS.ProcessEnv, users: number): Promise<RunCost> {
  const simulator = await startSimulatorProcess(['--slots', String(users), '--script-first-token-ms', '200', '--script-gap-ms', '20', '--script-tokens', '200'])
  try {
    return await withApp(env, async (app) => {
      await countLiveFrames(app)
      await addServer(app, simulator.url)
      await fillRunForm(app, { url: simulator.url, name: 'Bench', stages: [users], stageDurationS: (WARM_UP_MS + CPU_MS + FRAMES_MS) / 1000 + 5, warmupRequests: 0, promptTokens: 64, outputTokens: 200, drainS: 10, baselineS: 0, tailS: 0 })
      await startRun(app)
      await sleep(WARM_UP_MS)
      const before = byName(await readProcesses(app))
      const startedAtMs = performance.now()
      await sleep(CPU_MS)
      const after = byName(await readProcesses(app))
      const elapsedMs = performance.now() - startedAtMs
      // Afterwards, because asking for every animation frame is work of its own.
      const counts = await countInPage(app, FRAMES_MS)
      const text = await app.page.getByText(app.t('session:figure.service'), { exact: true }).first().locator('xpath=ancestor::*[2]').innerText()
      await waitForRunEnd(app, RUN_LIMIT_MS)
      const cpuPercent = new Map([...after].map(([name, { cpuMs }]) => [name, ((cpuMs - (before.get(name)?.cpuMs ?? 0)) / elapsedMs) * 100]))
      return { seconds: elapsedMs / 1000, cpuPercent, tokensPerS: Number(/[\d.,]+/.exec(text.replaceAll(',', ''))?.[0]), ...counts }
    })
  } finally {
    await simulator.stop()
  }
}

/** The page acknowledges each live frame over its port: counted by a wrapper that is there before the page's own code. */
async function countLiveFrames({ page }: RunningApp): Promise<void> {
  await page.addInitScript(() => {
    const counter = Object.assign(window, { liveFrames: 0 })
    const post = MessagePort.prototype.postMessage
    MessagePort.prototype.postMessage = function (this: MessagePort, message: { type?: string } | null, ...rest: []) {
      if (message?.type === 'ack') counter.liveFrames += 1
      post.call(this, message, ...rest)
    }
  })
  await page.reload()
  await page.getByRole('navigation').waitFor()
}

async function countInPage({ page }: RunningApp, forMs: number): Promise<Pick<RunCost, 'liveFramesPerS' | 'ipcEventsPerS' | 'frameP50Ms' | 'frameP95Ms'>> {
  const { frames, events, live, ms } = await page.evaluate(async (durationMs) => {
    const scope = window as unknown as { liveFrames: number; bench: { on: Record<string, (listener: () => void) => () => void> } }
    let eventCount = 0
    const stops = Object.values(scope.bench.on).map((listen) => listen(() => { eventCount += 1 }))
    const liveBefore = scope.liveFrames
    const intervals: number[] = []
    const startMs = performance.now()
    let lastMs = startMs
    while (lastMs - startMs < durationMs) {
      const nowMs = await new Promise<number>(requestAnimationFrame)
      intervals.push(nowMs - lastMs)
      lastMs = nowMs
    }
    for (const stop of stops) stop()
    return { frames: intervals.slice(1), events: eventCount, live: scope.liveFrames - liveBefore, ms: lastMs - startMs }
  }, forMs)
  const sorted = Float64Array.from(frames).toSorted()
  return { liveFramesPerS: (live / ms) * 1000, ipcEventsPerS: (events / ms) * 1000, frameP50Ms: quantileOfSorted(sorted, 0.5) ?? Number.NaN, frameP95Ms: quantileOfSorted(sorted, 0.95) ?? Number.NaN }
}
