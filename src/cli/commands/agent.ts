/** `dyno agent`: streams the sensors of this machine to the app on another one. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import packageJson from '../../../package.json' with { type: 'json' }
import { allSources, type SourceSettings } from '../../core/model/telemetry.ts'
import { startAgent } from '../../node/agent/server.ts'
import { minTokenLength, newToken } from '../../node/agent/token.ts'
import { dataDir } from '../../node/app-paths.ts'
import { createChildLedger } from '../../node/telemetry/child-ledger.ts'
import { machineSensors } from '../../node/telemetry/machine-sensors.ts'
import { createSampler, type Sampler } from '../../node/telemetry/sampler.ts'
import { createTranslate, type Language } from '../../shared/i18n/index.ts'
import { ArgumentError } from '../argument-error.ts'
import { CliError, exitCodes } from '../exit-codes.ts'
import { languageOption, wholeNumber } from '../options.ts'
import { readToken } from '../remote-options.ts'
import { telemetryHelp, telemetrySources } from '../telemetry-option.ts'

interface Options {
  readonly port: number
  readonly listen: string
  readonly token?: string
  readonly serverPort?: number
  readonly cert?: string
  readonly key?: string
  readonly plainHttp?: boolean
  readonly telemetry?: SourceSettings
  readonly lang: Language
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)

function readPem(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ArgumentError('unreadable', { option, file, detail: error instanceof Error ? error.message : String(error) })
  }
}

/** What would let others read this machine, or read along, has to be said aloud. */
function assertSafe({ listen, cert, key, plainHttp }: Options, token: string | null, language: Language): void {
  const t = createTranslate(language)
  if ((cert === undefined) !== (key === undefined)) throw new CliError(t('cli:agent.certAndKey'), exitCodes.badArguments)
  if (token !== null && token.length < minTokenLength) throw new CliError(t('cli:agent.shortToken', { count: minTokenLength }), exitCodes.badArguments)
  if (isLoopback(listen)) return
  if (token === null) throw new CliError(t('cli:agent.tokenNeeded', { address: listen }), exitCodes.badArguments)
  if (cert === undefined && plainHttp !== true) throw new CliError(t('cli:agent.tlsNeeded', { address: listen }), exitCodes.badArguments)
}

function configured(sampler: Sampler, settings: SourceSettings = allSources): Sampler {
  sampler.configure(settings)
  return sampler
}

async function run(options: Options): Promise<void> {
  const t = createTranslate(options.lang)
  const given = readToken(options.token, '--token')
  assertSafe(options, given, options.lang)
  const token = given ?? newToken()
  const ledger = createChildLedger(join(dataDir(), 'agent-children'))
  ledger.sweep()
  const agent = await startAgent({
    host: options.listen, port: options.port, token, serverPort: options.serverPort ?? null, appVersion: packageJson.version,
    tls: options.cert === undefined || options.key === undefined ? null : { cert: readPem(options.cert, '--cert'), key: readPem(options.key, '--key') },
    createSampler: () => configured(createSampler(machineSensors(ledger)), options.telemetry),
    onStreams: (open, peer) => void process.stderr.write(`${t('cli:agent.streams', { count: open, peer })}\n`),
  }).catch((error: unknown) => {
    throw new CliError(t('cli:agent.cantListen', { address: `${options.listen}:${options.port}`, detail: error instanceof Error ? error.message : String(error) }))
  })
  process.stdout.write(`${t('cli:agent.listening', { url: agent.url })}\n`)
  if (given === null) process.stdout.write(`${t('cli:agent.newToken', { token })}\n`)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await agent.close()
}

export function addAgentCommand(program: Command): void {
  program
    .command('agent')
    .description('stream the sensors of this machine to the app on another one')
    .option('--port <n>', 'port to listen on, 0 = any', wholeNumber(0, 65_535), 9_410)
    .option('--listen <address>', 'address to listen on; anything but loopback needs a token of your own, and TLS or --plain-http', '127.0.0.1')
    .option('--token <where>', 'where the token is: env:NAME or file:PATH, never the token itself (default: a new one, printed)')
    .option('--server-port <n>', 'port of the model server on this machine, to read its processes and metrics too', wholeNumber(1, 65_535))
    .option('--cert <file>', 'TLS certificate, PEM')
    .option('--key <file>', 'its key, PEM')
    .option('--telemetry <sources>', telemetryHelp, telemetrySources)
    .option('--plain-http', 'without TLS on an address that others reach: token and samples then travel readable')
    .addOption(languageOption())
    .action((options: Options) => run(options))
}
