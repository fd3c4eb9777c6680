/** The engine's own figures: a blocked loop shows, an idle one doesn't. */
import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { SelfMonitor } from '../../../src/background/self-monitor.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
function block(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs) Math.sqrt(untilMs)
}

it('sees a blocked loop and the CPU it took, and starts afresh after each sample', async () => {
  const monitor = new SelfMonitor()
  await pause(50)
  monitor.sample()
  await pause(20)
  block(500)
  await pause(30)
  const blocked = monitor.sample()
  await pause(100)
  const after = monitor.sample()
  monitor.stop()
  expect(blocked.loopDelayMaxMs).toBeGreaterThan(400)
  // Other programs may take most of the core meanwhile.
  expect(blocked.cpuPercent).toBeGreaterThan(2)
  expect(after.loopDelayMaxMs).toBeLessThan(blocked.loopDelayMaxMs ?? 0)
  expect(after.rssBytes).toBeGreaterThan(1_000_000)
})

it('has no delay to tell when no tick has passed', () => {
  const monitor = new SelfMonitor()
  const sample = monitor.sample()
  monitor.stop()
  expect([sample.loopDelayP99Ms, sample.loopDelayMaxMs]).toEqual([null, null])
})
