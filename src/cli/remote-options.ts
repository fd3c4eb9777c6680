/** Options of `dyno run` for a model on another machine: where its telemetry comes from. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { remoteBounds, type PromQuery, type RemoteAddress, type RemoteConfig } from '../core/model/remote.ts'
import type { Plan } from '../core/model/plan.ts'
import { formatterFor } from '../core/format/index.ts'
import { remoteLinkText } from '../core/report/remote-text.ts'
import { checkRemote } from '../node/telemetry/remote/check.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import { parseTypedUrl, urlText } from '../node/servers/server-url.ts'
import { ArgumentError } from './argument-error.ts'
import { CliError } from './exit-codes.ts'
import { oneLine } from './summary.ts'

export interface RemoteOptions {
  readonly agent?: string
  readonly agentTokenEnv?: string
  readonly agentCa?: string
  readonly prometheus?: string
  readonly prometheusInstance?: string
  readonly prometheusTokenEnv?: string
  readonly exporter?: readonly string[]
  readonly promql?: readonly PromQuery[]
}

const CHECK_TIMEOUT_MS = 8_000
const TOKEN_VARIABLE = 'LLM_DYNO_AGENT_TOKEN'

function address(text: string): string {
  const url = parseTypedUrl(text)
  if (!url.ok) throw new ArgumentError('address', { detail: url.error })
  return urlText(url.value)
}

function addressList(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, address(text)]
}

function query(text: string, before: readonly PromQuery[] = []): readonly PromQuery[] {
  const at = text.indexOf('=')
  const label = at > 0 && /^[^{}()"]+$/.test(text.slice(0, at)) ? text.slice(0, at).trim() : ''
  const expr = label === '' ? text.trim() : text.slice(at + 1).trim()
  if (expr === '' || expr.length > remoteBounds.maxExprLength || label.length > remoteBounds.maxLabelLength) throw new ArgumentError('query', { text: text.slice(0, 80) })
  if (before.length >= remoteBounds.maxQueries) throw new ArgumentError('tooManyQueries', { max: remoteBounds.maxQueries })
  return [...before, { label: label === '' ? expr.slice(0, remoteBounds.maxLabelLength) : label, expr }]
}

/** `env:NAME` or `file:PATH`; null without an option. A token on the command line could be read by every user of the machine. */
export function readToken(where: string | undefined, option: string): string | null {
  if (where === undefined) return null
  const [, kind, name = ''] = /^(env|file):(.+)$/.exec(where) ?? []
  if (kind === undefined) throw new ArgumentError('token', { option })
  const token = (kind === 'env' ? (process.env[name] ?? '') : readText(name, option)).trim()
  if (token === '') throw new ArgumentError(kind === 'env' ? 'variableNotSet' : 'emptyFile', { option, name })
  if (!/^[\u0021-\u007e]+$/u.test(token)) throw new ArgumentError('badToken', { option })
  return token
}

function readText(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ArgumentError('unreadable', { option, file, detail: error instanceof Error ? error.message : String(error) })
  }
}

export function addRemoteOptions(command: Command): Command {
  return command
    .option('--agent <url>', 'read the machine of the model through `dyno agent` there', address)
    .option('--agent-token-env <name>', `variable that holds the agent's token (default ${TOKEN_VARIABLE})`)
    .option('--agent-ca <file>', "certificate to trust for the agent's TLS, PEM")
    .option('--prometheus <url>', 'read the machine of the model from this Prometheus server', address)
    .option('--prometheus-instance <name>', 'only targets with this instance label, or on this host')
    .option('--prometheus-token-env <name>', 'variable that holds a bearer token for Prometheus or the exporters')
    .option('--exporter <url>', 'read this exporter directly (node_exporter, dcgm-exporter, a /metrics page); may be given several times', addressList)
    .option('--promql <name=query>', 'with --prometheus: a query of your own as a further lane; may be given several times', query)
}

function addressOf(options: RemoteOptions): RemoteAddress | null {
  const { agent, prometheus, exporter } = options
  const given = [agent, prometheus, exporter].filter((each) => each !== undefined)
  if (given.length > 1) throw new ArgumentError('oneRemote')
  if (options.promql !== undefined && prometheus === undefined) throw new ArgumentError('promql')
  if (agent !== undefined) return { kind: 'agent', url: agent, ca: options.agentCa === undefined ? null : readText(options.agentCa, '--agent-ca') }
  if (prometheus !== undefined) return { kind: 'prometheus', url: prometheus, instance: options.prometheusInstance ?? null, queries: options.promql ?? [] }
  if (exporter === undefined) return null
  if (exporter.length > remoteBounds.maxExporters) throw new ArgumentError('tooManyExporters', { max: remoteBounds.maxExporters })
  return { kind: 'exporters', urls: exporter }
}

/** Tried before the run: a wrong token shall not be noticed after an hour of load. Tells what it linked to. */
export async function linkedRemote(options: RemoteOptions, { target, telemetry }: Pick<Plan, 'target' | 'telemetry'>, language: Language): Promise<RemoteConfig | null> {
  const remote = remoteOf(options)
  if (remote === null) return null
  if (!telemetry.enabled) throw new ArgumentError('remoteUnread')
  const t = createTranslate(language)
  const { link } = await checkRemote(remote, target, CHECK_TIMEOUT_MS)
  if (link.issue !== null) {
    const words = { host: link.address, detail: link.issue.detail }
    throw new CliError(`${t(`errors:remote.${link.issue.code}.title`, words)} (${link.issue.detail})\n${t(`errors:remote.${link.issue.code}.hint`, words)}`)
  }
  process.stderr.write(`${oneLine(remoteLinkText(link, formatterFor(language), t))}\n`)
  return remote
}

/** Null when the model's machine is this one, or is not to be read. */
export function remoteOf(options: RemoteOptions): RemoteConfig | null {
  const from = addressOf(options)
  if (from === null) return null
  if (from.kind === 'agent') {
    const variable = options.agentTokenEnv ?? TOKEN_VARIABLE
    return { address: from, token: readToken(`env:${variable}`, options.agentTokenEnv === undefined ? '--agent' : '--agent-token-env') }
  }
  return { address: from, token: options.prometheusTokenEnv === undefined ? null : readToken(`env:${options.prometheusTokenEnv}`, '--prometheus-token-env') }
}
