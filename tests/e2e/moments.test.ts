// Events, the instant under the crosshair, the lanes a person picks, and a request's telemetry by phase, on a machine with two (made-up) GPUs.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addServer, fillRunForm, goTo, openSession, startRun, waitForRunEnd } from '../../scripts/lib/app/views.ts'
import { expect, test } from './support/fixtures.ts'
import { fastMachine, shortRun } from './support/runs.ts'

/** Two cards, of which the second throttles from its eighth row on for two seconds. */
const fakeSmi = `#!/bin/sh
case "$*" in
*--help-query-gpu*) for f in timestamp index uuid name utilization.gpu memory.total memory.used power.draw.instant temperature.gpu clocks_event_reasons.active; do echo "\\"$f\\""; done; exit 0;;
*--query-gpu=*) ;;
*) exit 0;;
esac
fields=$(echo "$*" | sed -n 's/.*--query-gpu=\\([^ ]*\\).*/\\1/p' | tr ',' ' ')
row() {
  out=""
  for f in $fields; do case $f in
    timestamp) v="2026/01/01 00:00:00.000";; index) v=$1;; uuid) v=$2;; name) v=$3;; utilization.gpu) v=50;; memory.total) v=24564;; memory.used) v=1000;;
    power.draw.instant) v=100;; temperature.gpu) v=60;; clocks_event_reasons.active) v=$4;; *) v="[N/A]";;
  esac; out="$out\${out:+, }$v"; done
  echo "$out"
}
n=0
while :; do
  n=$((n+1)); mask=0x0000000000000004
  if [ $n -gt 8 ] && [ $n -lt 17 ]; then mask=0x0000000000000040; fi
  row 0 GPU-a "Card A" 0x0000000000000001
  row 1 GPU-b "Card B" $mask
  case "$*" in *--loop-ms*) sleep 0.25;; *) exit 0;; esac
done
`

test('what happened, what held at an instant, and what a request saw of the machine', async ({ folder, launch, simulate }) => {
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin', 'nvidia-smi'), fakeSmi)
  chmodSync(join(folder, 'bin', 'nvidia-smi'), 0o755)
  const simulator = await simulate(...fastMachine)
  const app = await launch({ env: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` } })
  const { page, t } = app
  await addServer(app, simulator.url)
  await fillRunForm(app, { ...shortRun, url: simulator.url, name: 'Two cards', stages: [2], stageDurationS: 8 })
  await startRun(app)
  await waitForRunEnd(app)
  await openSession(app, 'Two cards')

  await test.step('the event is listed with its card, its reason and the processes of that time', async () => {
    const list = page.getByRole('region', { name: t('session:events.title') })
    const throttled = list.getByRole('listitem').filter({ hasText: t('domain:event.throttle-begin') })
    await expect(throttled).toContainText('Card B')
    await expect(throttled).toContainText(t('domain:throttle.hw-thermal'))
    await throttled.locator('summary').click()
    await expect(throttled.getByRole('columnheader', { name: t('session:events.pid') })).toBeVisible()
  })

  const overlay = page.getByRole('application')
  const laneOf = (kind: string) => page.locator(`[data-lane="${kind}"]`)
  const instant = page.getByText(/requests? in flight/)
  await test.step('the crosshair tells all values and the open requests, until that is switched off', async () => {
    await overlay.scrollIntoViewIfNeeded()
    await overlay.hover({ position: { x: 400, y: 60 } })
    await expect(instant).toBeVisible()
    await expect(page.getByText('Card A', { exact: true })).toBeVisible()
    for (const width of [1024, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      await overlay.hover({ position: { x: 300, y: 60 } })
      const panel = page.locator('[data-edge] > div')
      // All of it is seen: nothing is cut off at the bottom or to the right.
      expect([width, await panel.evaluate((element) => [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight])]).toEqual([width, [0, 0]])
    }
    await page.getByRole('button', { name: t('session:timeline.instant') }).click()
    await overlay.hover({ position: { x: 420, y: 60 } })
    await expect(instant).toBeHidden()
  })

  await test.step('a click beside all requests explains the moment, a double click shows all instead; E explains too', async () => {
    const explained = page.getByText(t('diagnosis:explain.title'), { exact: true })
    await laneOf('cpu').scrollIntoViewIfNeeded()
    const [lane, plot] = [(await laneOf('cpu').boundingBox())!, (await overlay.boundingBox())!]
    const at = [plot.x + plot.width * 0.6, lane.y + lane.height / 2] as const
    await page.mouse.dblclick(...at)
    await page.waitForTimeout(600)
    await expect(explained).toBeHidden()
    await page.mouse.click(...at)
    await expect(explained).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(explained).toBeHidden()
    await overlay.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('e')
    await expect(explained).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('lanes are picked and ordered, cards are groups that fold, and all of it is kept', async () => {
    await expect(laneOf('power')).toHaveCount(2)
    await page.getByRole('button', { name: t('session:timeline.lanes'), exact: true }).click()
    await page.getByRole('checkbox', { name: t('session:lane.power.title') }).uncheck()
    await page.getByRole('button', { name: t('session:timeline.moveLaneDown', { lane: t('session:lane.ttft.title') }) }).click()
    await page.keyboard.press('Escape')
    await expect(laneOf('power')).toHaveCount(0)
    await page.getByRole('button', { name: /Card A/ }).click()
    await expect(laneOf('vram')).toHaveCount(1)
    await goTo(app, 'sessions')
    await openSession(app, 'Two cards')
    await expect(laneOf('vram')).toHaveCount(1)
    await expect(laneOf('power')).toHaveCount(0)
    await expect(page.locator('[data-lane]').first()).toHaveAttribute('data-lane', 'tpot')
  })

  await test.step('a request shows the machine in its prefill and in its decode', async () => {
    await page.getByRole('grid', { name: t('session:requests.title') }).getByRole('row').nth(3).click()
    await expect(page.getByRole('columnheader', { name: t('session:request.prefill'), exact: true })).toBeVisible()
    await expect(page.getByRole('columnheader', { name: t('session:request.decode'), exact: true })).toBeVisible()
  })
})
