import { afterEach, describe, expect, it } from 'vitest'
import { parsePlanFile } from '../../src/shared/schema/plan/file.ts'
import { startSimulator, type Simulator } from '../../src/sim/server.ts'

let simulator: Simulator | null = null

afterEach(async () => {
  await simulator?.close()
  simulator = null
})

async function start(scenario: string | null): Promise<string> {
  simulator = await startSimulator({ port: 0, scenario })
  return simulator.url
}

function ask(url: string): Promise<Response> {
  return fetch(`${url}/v1/completions`, { method: 'POST', body: JSON.stringify({ prompt: 'a b c', max_tokens: 8, stream: true }) })
}

describe('a scenario in real time', () => {
  it('answers requests and tells what its sensors read', async () => {
    const url = await start('parallel-slots')
    const answer = await ask(url)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('[DONE]')
    const telemetry = (await (await fetch(`${url}/dyno/telemetry`)).json()) as { scenario: string; atNs: number; signals: { signal: string; value: number | null }[] }
    expect(telemetry.scenario).toBe('parallel-slots')
    expect(telemetry.atNs / 1e6).toBeCloseTo(Number(process.hrtime.bigint()) / 1e6, -4)
    expect(telemetry.signals.find(({ signal }) => signal === 'gpu.util')?.value).toBeGreaterThan(0)
    expect(telemetry.signals.find(({ signal }) => signal === 'srv.slots.total')?.value).toBeGreaterThan(0)
  })

  it('gives the load that goes with it as a plan file the product reads', async () => {
    const url = await start('queueing')
    const parsed = parsePlanFile(await (await fetch(`${url}/dyno/plan`)).text())
    expect(parsed).toHaveProperty('plan.stages.length', 2)
  })

  it('turns requests down as the scenario says', async () => {
    const url = await start('config-4xx')
    const statuses: number[] = []
    for (let i = 0; i < 30; i += 1) {
      const answer = await ask(url)
      await answer.text()
      statuses.push(answer.status)
    }
    expect(new Set(statuses)).toEqual(new Set([200, 422]))
  })

  it('says that there is none without one, and refuses a name it does not know', async () => {
    const url = await start(null)
    expect((await fetch(`${url}/dyno/telemetry`)).status).toBe(404)
    await expect(startSimulator({ port: 0, scenario: 'no-such' })).rejects.toThrow('unknown scenario')
  })
})
