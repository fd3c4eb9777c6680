// What every end-to-end test gets: folders of its own, apps and simulators that are gone when it ends.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { launchApp } from '../../../scripts/lib/app/launch.ts'
import type { AppOptions, RunningApp } from '../../../scripts/lib/app/launch.ts'
import { isRunning } from '../../../scripts/lib/app/processes.ts'
import { startSimulatorProcess } from '../../../scripts/lib/app/simulator.ts'
import type { SimulatorProcess } from '../../../scripts/lib/app/simulator.ts'

export { expect } from '@playwright/test'

/** A server for one purpose. */
export interface PlainServer {
  readonly url: string
  readonly port: number
  /** Paths asked for, in order. */
  readonly asked: readonly string[]
}

interface Fixtures {
  /** An empty folder, removed after the test. */
  readonly folder: string
  /** Where the apps of this test keep their data. */
  readonly dataDir: string
  /** Starts the app; it is closed after the test, which fails if that leaves a process behind. */
  readonly launch: (options?: Partial<AppOptions>) => Promise<RunningApp>
  /** Starts a simulator with these options. */
  readonly simulate: (...args: readonly string[]) => Promise<SimulatorProcess>
  /** Starts a server on loopback that answers as told and notes what it was asked. */
  readonly serve: (listener?: RequestListener) => Promise<PlainServer>
}

export const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  dataDir: async ({ folder }, use) => use(join(folder, 'data')),
  launch: async ({ dataDir }, use, testInfo) => {
    const apps: RunningApp[] = []
    await use(async (options = {}) => {
      const app = await launchApp({ dataDir, ...options })
      apps.push(app)
      return app
    })
    const failed = testInfo.status !== testInfo.expectedStatus
    for (const [index, app] of apps.entries()) {
      if (!isRunning(app.pid)) continue
      if (failed) await app.page.screenshot({ path: testInfo.outputPath(`window-${index}.png`) }).catch(() => undefined)
      await app.close()
    }
    const log = join(dataDir, 'main.log')
    if (failed && existsSync(log)) await testInfo.attach('main.log', { body: readFileSync(log), contentType: 'text/plain' })
  },
  simulate: async ({}, use) => {
    const started: SimulatorProcess[] = []
    await use(async (...args) => {
      const simulator = await startSimulatorProcess(args)
      started.push(simulator)
      return simulator
    })
    await Promise.all(started.map((simulator) => simulator.stop()))
  },
  serve: async ({}, use) => {
    const closers: (() => Promise<void>)[] = []
    await use(async (listener = (_request, response) => void response.end('ok')) => {
      const asked: string[] = []
      const server = createServer((request, response) => {
        asked.push(request.url ?? '')
        listener(request, response)
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      closers.push(
        () =>
          new Promise((resolve) => {
            server.close(() => resolve())
            server.closeAllConnections()
          }),
      )
      return { url: `http://127.0.0.1:${port}`, port, asked }
    })
    await Promise.all(closers.map((close) => close()))
  },
})
