/** Finds out what a server is, and reads its key from the environment, with errors in words. */
import { probeServer, type Probe } from '../node/servers/probe.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import { ArgumentError } from './argument-error.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { oneLine } from './summary.ts'

const PROBE_TIMEOUT_MS = 10_000

/** Throws CliError with what is wrong and what to do. */
export async function reach(url: string, apiKey: string | null, language: Language): Promise<Probe> {
  const probed = await probeServer(url, { apiKey, timeoutMs: PROBE_TIMEOUT_MS })
  if (probed.ok) return probed.value
  const t = createTranslate(language)
  const { code } = probed.error
  const detail = oneLine(probed.error.detail)
  const shown = url.replace(/\/\/[^@/]*@/, '//…@')
  const words = { host: URL.canParse(url) ? new URL(url).host : shown, url: shown, detail }
  const message = `${t(`errors:probe.${code}.title`, words)} ${shown} (${detail})\n${t(`errors:probe.${code}.hint`, words)}`
  throw new CliError(message, code === 'bad-url' ? exitCodes.badArguments : exitCodes.failed)
}

/** The key, without the line end that `export KEY=$(cat file)` may leave; refused when no header can hold it. */
export function readKey(variable: string): string | null {
  const key = process.env[variable]?.trim() ?? ''
  if (key === '') return null
  if (!/^[\u0021-\u007e]+$/u.test(key)) throw new ArgumentError('badKey', { variable })
  return key
}
