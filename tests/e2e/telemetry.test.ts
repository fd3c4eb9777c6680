// The machine of a model is read through an agent: linked in the window, tried, used by a run, named in the session; its token stays in main.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { addServer, fillRunForm, laneCanvas, openSession, serverCard, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { startAgent } from '../../src/node/agent/server.ts'
import { machineSensors } from '../../src/node/telemetry/machine-sensors.ts'
import { createSampler } from '../../src/node/telemetry/sampler.ts'
import { expect, test } from './support/fixtures.ts'
import { exportJson, fastMachine, shortRun } from './support/runs.ts'

const token = 'token-that-must-not-leave-main-1234'

test('a server gets an agent, which is tried and then read by its runs', async ({ launch, simulate, folder, dataDir }) => {
  const agent = await startAgent({ host: '127.0.0.1', port: 0, token, tls: null, serverPort: null, appVersion: '0', machine: 'gpu-box', createSampler: () => createSampler(machineSensors(null)) })
  try {
    const app = await launch()
    const { page, t } = app
    const server = await simulate(...fastMachine)
    const card = await addServer(app, server.url, { name: 'Model' })
    await card.getByRole('button', { name: t('servers:menu', { name: 'Model' }) }).click()
    await page.getByRole('menuitem', { name: t('servers:telemetry.menu') }).click()
    const dialog = page.getByRole('dialog', { name: t('servers:telemetry.title') })
    await dialog.getByRole('radio', { name: t('servers:telemetry.kind.agent') }).check({ force: true })
    const save = dialog.getByRole('button', { name: t('servers:telemetry.saveCheck') })
    await save.click()
    await expect(dialog.getByText(t('servers:telemetry.issue.token'))).toBeVisible()

    await dialog.getByLabel(t('servers:telemetry.url')).fill(agent.url)
    await dialog.getByLabel(t('servers:telemetry.token')).fill('wrong-token-wrong-token')
    await save.click()
    await expect(dialog.getByText(t('errors:remote.auth.title', { host: new URL(agent.url).host }))).toBeVisible()
    await dialog.getByLabel(t('servers:telemetry.token')).fill(token)
    await save.click()
    await expect(dialog.getByRole('status')).toContainText('gpu-box')
    await dialog.getByRole('button', { name: t('common:close') }).last().click()
    await expect(serverCard(app, server.url)).toContainText(t('servers:telemetry.of.agent', { address: new URL(agent.url).host }))

    await fillRunForm(app, { url: server.url, name: 'Linked', ...shortRun })
    await startRun(app)
    await waitForRunEnd(app)
    await openSession(app, 'Linked')
    await expect(page.getByText('gpu-box').first()).toBeVisible()
    await expect(laneCanvas(app, 'memory')).toBeVisible()
    const { telemetry, remote } = (await exportJson(app, join(folder, 'out.json'))) as unknown as { telemetry: readonly { source: string; signal: string }[]; remote: { machine: string; clock: { uncertaintyMs: number } } }
    expect(remote.machine).toBe('gpu-box')
    expect(remote.clock.uncertaintyMs).toBeGreaterThan(0)
    expect(telemetry.some(({ source, signal }) => source === 'agent' && signal === 'cpu.total')).toBe(true)

    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(token)
    const kept = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => join(dataDir, name))
    for (const file of [...kept, join(folder, 'out.json')]) expect([file, readFileSync(file, 'latin1').includes(token)]).toEqual([file, false])
  } finally {
    await agent.close()
  }
})
