/** The same run as a command line. Never with a key: that goes through the environment. */
import { apiNames } from '../../../../core/model/api-names.ts'
import type { ApiKind } from '../../../../core/model/plan.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { allSources, sourceWords, type SourceSettings } from '../../../../core/model/telemetry.ts'
import { formatLengths } from '../../../../core/workload/length-spread.ts'
import { isMadeUp, isTraceForm, outputLengths, promptLengths } from './workload-form.ts'
import { canSoak, loadCli } from './load-form.ts'
import { defaultForm, defaultTimeoutsS, type PlanForm } from './plan-form.ts'

/** An option with its value, or by itself. */
export type CliWord = readonly [name: string, value: string | number | true]

/** For a POSIX shell; words without special characters stay as they are. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

export function cliCommand(
  form: PlanForm, server: Pick<ServerInfo, 'url' | 'apiBaseUrl' | 'apis' | 'telemetry'>, model: string, api: ApiKind | null, rigor: readonly CliWord[] = [], sources: SourceSettings = allSources,
): string {
  const option = (name: string, value: number | string | null): readonly string[] => (value === null ? [] : [`--${name}`, quoted(String(value))])
  return [
    'npm run dyno -- run',
    ...option('url', server.apiBaseUrl ?? server.url),
    ...option('model', model),
    ...option('api', api === null || api === server.apis[0] ? null : apiNames[api]),
    ...loadCli(form.stages, form.load, option),
    ...option('requests', form.stageRequests),
    ...(form.load.isSoak && canSoak(form.load.kind) ? option('soak', form.stageDurationS === null ? null : `${form.stageDurationS}s`) : option('duration', form.stageDurationS)),
    ...workloadWords(form).flatMap(([name, value]) => (value === true ? [`--${name}`] : option(name, value))),
    ...option('warmup', form.warmupRequests),
    ...(form.coldStart ? ['--cold-start'] : []),
    ...option('seed', form.seed),
    ...option('engines', form.engines),
    ...option('timeout-first-token', form.firstTokenS),
    ...unusualWords(form).flatMap(([name, value]) => option(name, value)),
    ...(form.telemetry
      ? [...option('telemetry', sourceWords(sources)), ...option('baseline', form.baselineS), ...option('tail', form.tailS), ...remoteWords(server.telemetry).flatMap(([name, value]) => option(name, value))]
      : ['--no-telemetry']),
    ...rigor.flatMap(([name, value]) => (value === true ? [`--${name}`] : option(name, value))),
  ].join(' ')
}

/** Where the machine of the model is read. Tokens come from variables, the certificate from a file of this name. */
function remoteWords(telemetry: ServerInfo['telemetry']): readonly (readonly [name: string, value: string])[] {
  if (telemetry == null) return []
  const { address, hasToken } = telemetry
  const token = hasToken ? [['prometheus-token-env', 'LLM_DYNO_PROMETHEUS_TOKEN'] as const] : []
  switch (address.kind) {
    case 'agent': return [['agent', address.url], ...(address.ca === null ? [] : [['agent-ca', 'agent-cert.pem'] as const])]
    case 'prometheus': return [
      ['prometheus', address.url], ...(address.instance === null ? [] : [['prometheus-instance', address.instance] as const]), ...token,
      ...address.queries.map(({ label, expr }) => ['promql', `${label}=${expr}`] as const),
    ]
    case 'exporters': return [...address.urls.map((url) => ['exporter', url] as const), ...token]
  }
}

/** The options about prompts and answers; the folder of a file is not known to the window. */
function workloadWords(form: PlanForm): readonly (readonly [name: string, value: string | number | true])[] {
  return [
    ...(isMadeUp(form) ? [['prompt-tokens', formatLengths(promptLengths(form))] as const] : []),
    ...(isTraceForm(form) ? [] : [['output-tokens', formatLengths(outputLengths(form))] as const]),
    ...(form.source === 'shared-prefix' ? [['shared-prefix', `${form.groups ?? 1}:${form.prefixTokens ?? 1}`] as const] : []),
    ...(form.source === 'prompt-set' ? [['prompt-set', form.set] as const] : []),
    ...(form.source === 'dataset' && form.dataset !== null ? [[form.load.kind === 'trace' ? 'trace' : 'dataset', form.dataset.name] as const] : []),
    ...(form.isVerbatim && !isMadeUp(form) && !isTraceForm(form) ? [['verbatim', true] as const] : []),
    ...(form.isConversation && !isTraceForm(form) ? [['turns', form.turns ?? 2] as const, ['max-context', form.contextTokens ?? 1] as const] : []),
    ...(form.isNatural ? [['natural-length', true] as const] : []),
  ]
}

/** Limits and pauses that are not the usual ones of both. */
function unusualWords(form: PlanForm): readonly (readonly [name: string, value: number | null])[] {
  const { pauseS, drainS, temperature } = defaultForm(0)
  const words = [
    ['timeout-connect', form.connectS, defaultTimeoutsS.connectS], ['timeout-idle', form.idleS, defaultTimeoutsS.idleS], ['timeout-total', form.totalS, defaultTimeoutsS.totalS],
    ['pause', form.pauseS, pauseS], ['grace', form.drainS, drainS], ['temperature', form.temperature, temperature],
  ] as const
  return words.flatMap(([name, value, usual]) => (value === usual ? [] : [[name, value] as const]))
}
