/** The engine's own figures: a blocked loop shows, an idle one doesn't. */
import { spawnSync } from 'node:child_process'
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

it.runIf(process.platform === 'linux')('goes on where no file can be opened any more', () => {
  const module = new URL('../../../src/background/self-monitor.ts', import.meta.url).href
  const script = `const { SelfMonitor } = await import('${module}')
    const { openSync } = await import('node:fs')
    const monitor = new SelfMonitor()
    for (let i = 0; i < 4000; i += 1) try { openSync('/dev/null') } catch { break }
    process.exitCode = monitor.sample().rssBytes === null ? 7 : 8`
  const { status } = spawnSync('sh', ['-c', 'ulimit -n 256 && exec "$0" --input-type=module -e "$1"', process.execPath, script], { timeout: 20_000 })
  expect(status).toBe(7)
})
