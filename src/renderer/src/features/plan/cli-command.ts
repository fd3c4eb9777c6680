/** The same run as a command line. Never with a key: that goes through the environment. */
import type { ServerInfo } from '../../../../core/model/server.ts'
import { hasMoreLoadThanCli, loadCli } from './load-form.ts'
import { defaultForm, defaultTimeoutsS, type PlanForm } from './plan-form.ts'

/** For a POSIX shell; words without special characters stay as they are. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

export function cliCommand(form: PlanForm, server: Pick<ServerInfo, 'url' | 'apiBaseUrl'>, model: string): string {
  const option = (name: string, value: number | string | null): readonly string[] => (value === null ? [] : [`--${name}`, quoted(String(value))])
  return [
    'npm run dyno -- run',
    ...option('url', server.apiBaseUrl ?? server.url),
    ...option('model', model),
    ...loadCli(form.stages, form.load, option),
    ...option('requests', form.stageRequests),
    ...option('duration', form.stageDurationS),
    ...option('prompt-tokens', form.promptTokens),
    ...option('output-tokens', form.outputTokens),
    ...option('warmup', form.warmupRequests),
    ...option('seed', form.seed),
    ...option('timeout-first-token', form.firstTokenS),
    ...(form.telemetry ? [] : ['--no-telemetry']),
  ].join(' ')
}

/** Whether the form asks for something the command line has no option for. */
export function hasMoreThanCli(form: PlanForm): boolean {
  const usual = defaultForm(0)
  const isSampledOtherwise = form.telemetry && (form.baselineS !== usual.baselineS || form.tailS !== usual.tailS)
  return (
    hasMoreLoadThanCli(form.load) || isSampledOtherwise || form.temperature !== usual.temperature || form.pauseS !== usual.pauseS || form.drainS !== usual.drainS ||
    form.connectS !== defaultTimeoutsS.connectS || form.idleS !== defaultTimeoutsS.idleS || form.totalS !== defaultTimeoutsS.totalS
  )
}
