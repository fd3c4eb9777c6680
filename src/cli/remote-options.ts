/** Options of `dyno run` for a model on another machine: where its telemetry comes from. */
import { readFileSync } from 'node:fs'
import { InvalidArgumentError, type Command } from 'commander'
import type { RemoteConfig } from '../core/model/remote.ts'
import type { Target } from '../core/model/plan.ts'
import { formatterFor } from '../core/format/index.ts'
import { remoteLinkText } from '../core/report/remote-text.ts'
import { checkRemote } from '../node/telemetry/remote/check.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import { parseTypedUrl, urlText } from '../node/servers/server-url.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { safeForTerminal } from './summary.ts'

export interface RemoteOptions {
  readonly agent?: string
  readonly agentTokenEnv?: string
  readonly agentCa?: string
}

const CHECK_TIMEOUT_MS = 8_000
const TOKEN_VARIABLE = 'LLM_DYNO_AGENT_TOKEN'

function address(text: string): string {
  const url = parseTypedUrl(text)
  if (!url.ok) throw new InvalidArgumentError(url.error)
  return urlText(url.value)
}

/** `env:NAME` or `file:PATH`; null without an option. A token on the command line could be read by every user of the machine. */
export function readToken(where: string | undefined, option: string): string | null {
  if (where === undefined) return null
  const [, kind, name = ''] = /^(env|file):(.+)$/.exec(where) ?? []
  if (kind === undefined) throw new CliError(`${option}: expected env:NAME or file:PATH; a token itself does not belong on a command line, which other users can read`, exitCodes.badArguments)
  const token = (kind === 'env' ? (process.env[name] ?? '') : readText(name, option)).trim()
  if (token === '') throw new CliError(`${option}: ${kind === 'env' ? `the variable ${name} is not set` : `${name} is empty`}`, exitCodes.badArguments)
  if (!/^[\u0021-\u007e]+$/u.test(token)) throw new CliError(`${option}: the token has characters that no header can hold`, exitCodes.badArguments)
  return token
}

function readText(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CliError(`${option}: can't read ${file}: ${error instanceof Error ? error.message : String(error)}`, exitCodes.badArguments)
  }
}

export function addRemoteOptions(command: Command): Command {
  return command
    .option('--agent <url>', 'read the machine of the model through `dyno agent` there', address)
    .option('--agent-token-env <name>', `variable that holds the agent's token (default ${TOKEN_VARIABLE})`)
    .option('--agent-ca <file>', "certificate to trust for the agent's TLS, PEM")
}

/** Tried before the run: a wrong token shall not be noticed after an hour of load. Tells what it linked to. */
export async function linkedRemote(options: RemoteOptions, target: Target, language: Language): Promise<RemoteConfig | null> {
  const remote = remoteOf(options)
  if (remote === null) return null
  const t = createTranslate(language)
  const { link } = await checkRemote(remote, target, CHECK_TIMEOUT_MS)
  if (link.issue !== null) {
    const words = { host: link.address, detail: link.issue.detail }
    throw new CliError(`${t(`errors:remote.${link.issue.code}.title`, words)} (${link.issue.detail})\n${t(`errors:remote.${link.issue.code}.hint`, words)}`)
  }
  process.stderr.write(`${safeForTerminal(remoteLinkText(link, formatterFor(language), t))}\n`)
  return remote
}

/** Null when the model's machine is this one, or is not to be read. */
export function remoteOf({ agent, agentCa, agentTokenEnv }: RemoteOptions): RemoteConfig | null {
  if (agent === undefined) return null
  const variable = agentTokenEnv ?? TOKEN_VARIABLE
  const ca = agentCa === undefined ? null : readText(agentCa, '--agent-ca')
  return { address: { kind: 'agent', url: agent, ca }, token: readToken(`env:${variable}`, agentTokenEnv === undefined ? '--agent' : '--agent-token-env') }
}
