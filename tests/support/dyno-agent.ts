/** A real `dyno agent` in a process of its own, on a free loopback port. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { tempFolder } from './temp-folder.ts'

const entry = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url))

export const agentToken = 'a-token-for-tests-0123456789'

export interface AgentChild {
  readonly url: string
  readonly child: ChildProcess
}

/** Resolves when it listens. Ends with the test. */
export async function startAgentChild(args: readonly string[] = ['--port', '0']): Promise<AgentChild> {
  const child = spawn(process.execPath, [entry, 'agent', '--token', 'env:AGENT_TOKEN', '--lang', 'en', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AGENT_TOKEN: agentToken, XDG_CONFIG_HOME: tempFolder(), APPDATA: tempFolder() },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let complaint = ''
  child.stderr.on('data', (part: Buffer) => (complaint += part.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the agent ended with ${code}: ${complaint}`)))
    createInterface({ input: child.stdout }).once('line', (line) => {
      const found = /https?:\/\/[\d.]+:\d+/.exec(line)
      if (found === null) reject(new Error(line))
      else resolve(found[0])
    })
  })
  return { url, child }
}
