// Two engine threads through the window: the plan says so, the session too, and the command line would do the same.

import { join } from 'node:path'
import { createTranslate } from '../../src/shared/i18n/index.ts'
import { addServer, fillRunForm, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

const t = createTranslate('en')

test('spreads the requests over two threads, and says so', async ({ folder, launch, simulate }) => {
  const simulator = await simulate(...fastMachine)
  const app = await launch()
  const { page } = app
  await addServer(app, simulator.url)
  await fillRunForm(app, { ...shortRun, stages: [2, 4], url: simulator.url, name: 'Two threads' })
  const field = page.getByLabel(t('plan:field.engines'))
  await expect(field).toHaveAttribute('placeholder', t('plan:enginesAuto'))
  await field.fill('2')
  await expect(page.getByText('--engines 2')).toBeVisible()
  await startRun(app)
  await waitForRunEnd(app)
  await expect(page.getByText(/2 engine threads, the busiest/)).toBeVisible()
  const session = (await exportJson(app, join(folder, 'two.json'))) as unknown as {
    readonly plan: { readonly engines: number }
    readonly requests: readonly { readonly index: number; readonly outcome: string }[]
    readonly client: { readonly lanes: number; readonly busiestCpuPercent: number; readonly samples: readonly { readonly lanes: number }[] }
  }
  expect(session.plan.engines).toBe(2)
  expect(session.client.lanes).toBe(2)
  expect(session.client.samples.every(({ lanes }) => lanes === 2)).toBe(true)
  expect(session.requests.length).toBeGreaterThan(20)
  expect(session.requests.every(({ outcome }) => outcome === 'ok')).toBe(true)
  expect(session.requests.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(session.requests.map((_, i) => i))
})
