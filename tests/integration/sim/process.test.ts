import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { call, chatBody } from './client.ts'

const entry = fileURLToPath(new URL('../../../src/sim/index.ts', import.meta.url))
let child: ChildProcess | null = null

function run(options: readonly string[], stdio: StdioOptions = ['ignore', 'pipe', 'pipe']): ChildProcess {
  child = spawn(process.execPath, [entry, '--port', '0', ...options], { stdio })
  return child
}

async function listening(process_: ChildProcess): Promise<{ readonly event: string; readonly url: string; readonly pid: number }> {
  for await (const line of createInterface({ input: process_.stdout! })) return JSON.parse(line)
  throw new Error('ended before listening')
}

async function exit(process_: ChildProcess): Promise<readonly unknown[]> {
  return process_.exitCode === null && process_.signalCode === null ? once(process_, 'exit') : [process_.exitCode, process_.signalCode]
}

afterEach(() => {
  child?.kill('SIGKILL')
  child = null
})

describe('the simulator process', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('announces itself, serves, and leaves cleanly on %s', async (signal) => {
    const simulator = run(['--quiet', '--model', 'named'])
    const line = await listening(simulator)
    expect(line).toMatchObject({ event: 'listening', pid: simulator.pid })
    expect(line.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u)
    expect((await call(`${line.url}/v1/models`)).text).toContain('"named"')
    simulator.kill(signal)
    expect(await exit(simulator)).toEqual([0, null])
  })

  test('leaves when the parent closes its standard input', async () => {
    const simulator = run(['--quiet', '--exit-with-parent'], ['pipe', 'pipe', 'inherit'])
    await listening(simulator)
    simulator.stdin!.end()
    expect(await exit(simulator)).toEqual([0, null])
  })

  test('dies abruptly some time after the first generation request', async () => {
    const simulator = run(['--quiet', '--fault', 'die-after=0.2'])
    const { url } = await listening(simulator)
    const cut = await call(`${url}/v1/chat/completions`, { body: chatBody({ max_tokens: 4000 }) })
    expect(cut.ended).toBe('ECONNRESET')
    expect(cut.text).toContain('"content":"')
    expect(await exit(simulator)).toEqual([137, null])
  })

  test('takes scripted times as options', async () => {
    const simulator = run(['--quiet', '--script-first-token-ms', '1', '--script-gap-ms', '1', '--script-tokens', '3'])
    const { url } = await listening(simulator)
    expect((await call(`${url}/v1/chat/completions`, { body: chatBody() })).text).toContain('"completion_tokens":3')
  })

  test.each([
    [['--fault', 'nonsense'], /unknown fault "nonsense"/u],
    [['--slots', 'four'], /--slots/u],
    [['--host', '0.0.0.0'], /this machine only/u],
    [['--wrong'], /unknown option/u],
  ])('refuses %j with status 2 and the reason', async (options, message) => {
    const simulator = run(options)
    let errors = ''
    simulator.stderr!.on('data', (part: Buffer) => (errors += part.toString()))
    const ended = once(simulator.stderr!, 'close')
    expect(await exit(simulator)).toEqual([2, null])
    await ended
    expect(errors).toMatch(message)
  })
})
