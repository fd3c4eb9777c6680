import { describe, expect, it } from 'vitest'
import { telemetrySources } from '../../../../../src/cli/telemetry-option.ts'
import type { ServerId } from '../../../../../src/core/model/ids.ts'
import type { ServerInfo } from '../../../../../src/core/model/server.ts'
import { cliCommand, quoted } from '../../../../../src/renderer/src/features/plan/cli-command.ts'
import { parseStages } from '../../../../../src/renderer/src/features/plan/parse-stages.ts'
import { estimateOf, warningsOf } from '../../../../../src/renderer/src/features/plan/plan-estimate.ts'
import { defaultForm } from '../../../../../src/renderer/src/features/plan/plan-form.ts'

const form = defaultForm(7)
const server: ServerInfo = {
  id: 's' as ServerId, name: 'llama.cpp', url: 'http://127.0.0.1:8080', apiBaseUrl: 'http://127.0.0.1:8080/v1', engine: 'llama.cpp', engineVersion: null,
  apis: ['openai-chat', 'openai-completions', 'llama-cpp'], models: ['m'], reachable: true, error: null, simulated: false, origin: 'found', hasKey: false, isLoopback: true, slots: null,
}
const kinds = (...args: Parameters<typeof warningsOf>): readonly string[] => warningsOf(...args).map(({ kind }) => kind)

describe('estimate', () => {
  it('sums samples, stages and the pauses between them', () => {
    expect(estimateOf(form)).toEqual({ ms: (2 + 4 * 12 + 3 * 1 + 2) * 1000, isUpperBound: false, warmupRequests: 2, drainMs: 30_000 })
  })

  it('is an upper bound with a request limit and unknown with nothing else', () => {
    expect(estimateOf({ ...form, stageRequests: 50 }).isUpperBound).toBe(true)
    expect(estimateOf({ ...form, stageDurationS: null, stageRequests: 50 }).ms).toBeNull()
  })

  it('leaves the samples out when telemetry is off', () => {
    expect(estimateOf({ ...form, telemetry: false }).ms).toBe(51_000)
  })
})

describe('warnings', () => {
  it('are none for the check on a server that does not tell its slots', () => {
    expect(kinds(form, server)).toEqual([])
  })

  it('tell of queueing only beyond the slots', () => {
    expect(warningsOf(form, { ...server, slots: 4 })).toEqual([{ kind: 'queueing', slots: 4, users: 8 }])
    expect(kinds(form, { ...server, slots: 8 })).toEqual([])
  })

  it('tell of short stages, of fewer requests than users, of no warm-up', () => {
    expect(kinds({ ...form, stageDurationS: 9, stageRequests: 7, warmupRequests: 0 }, server)).toEqual(['shortStage', 'fewRequests', 'noWarmup'])
  })

  it('tell of a key that would travel unencrypted, and of the simulator', () => {
    expect(kinds(form, { ...server, hasKey: true, isLoopback: false })).toEqual(['plainKey'])
    expect(kinds(form, { ...server, hasKey: true, isLoopback: false, url: 'https://h' })).toEqual([])
    expect(kinds(form, { ...server, simulated: true })).toEqual(['simulated'])
  })
})

describe('command line', () => {
  it('names the API only where it is not the one that would be taken anyway', () => {
    expect(cliCommand(form, server, 'm', 'llama-cpp')).toContain(' --api llama.cpp ')
    expect(cliCommand(form, server, 'm', null)).not.toContain('--api')
  })

  it('says the whole run', () => {
    expect(cliCommand({ ...form, stageRequests: 40, telemetry: false }, server, 'qwen2.5:7b', 'openai-chat')).toBe(
      'npm run dyno -- run --url http://127.0.0.1:8080/v1 --model qwen2.5:7b --concurrency 1,2,4,8 --requests 40 --duration 12 ' +
        '--prompt-tokens 128 --output-tokens 128 --warmup 2 --seed 7 --timeout-first-token 300 --no-telemetry',
    )
  })

  it('names the sources that are off or slower, as the command takes them', () => {
    const settings = { off: ['nvidia'], periodsMs: { host: 500, metrics: 2_000, amd: 250 } } as const
    expect(cliCommand(form, server, 'm', null, [], settings)).toMatch(/ --telemetry host=500,nvidia=off,metrics=2000$/)
    expect(telemetrySources('host=500,nvidia=off,metrics=2000')).toEqual({ off: ['nvidia'], periodsMs: { host: 500, metrics: 2_000 } })
    expect(cliCommand(form, server, 'm', null)).not.toContain('--telemetry')
    expect(cliCommand({ ...form, telemetry: false }, server, 'm', null, [], settings)).not.toContain('--telemetry ')
  })

  it('quotes what a shell would read otherwise', () => {
    expect(quoted("it's $HOME; rm")).toBe(String.raw`'it'\''s $HOME; rm'`)
    expect(quoted('')).toBe("''")
  })

  it('carries limits and pauses that are not the usual ones', () => {
    expect(cliCommand({ ...form, temperature: 0.7, idleS: 5, pauseS: 0, drainS: 3 }, server, 'm', null)).toContain(' --timeout-idle 5 --pause 0 --grace 3 --temperature 0.7')
    expect(cliCommand(form, server, 'm', null)).not.toMatch(/--(pause|grace|temperature|timeout-(connect|idle|total)) /)
    expect(cliCommand({ ...form, baselineS: 0, tailS: 7 }, server, 'qwen2.5:7b', 'openai-chat')).toMatch(/--baseline 0 --tail 7$/)
  })
})

describe('typed stages', () => {
  it.each([
    ['1,2, 4 8', [1, 2, 4, 8]],
    ['１６，３２、64', [16, 32, 64]],
    [' ', []],
  ])('%j', (text, users) => {
    expect(parseStages(text)).toEqual({ users, rejected: null })
  })

  it.each([['0', '0'], ['4,x', 'x'], ['1.5', '1.5'], ['1025', '1025']])('%j is refused for %j', (text, rejected) => {
    expect(parseStages(text)).toEqual({ users: [], rejected })
  })
})
