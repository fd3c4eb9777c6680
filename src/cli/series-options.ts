/** Repeats and a second target or setting for `dyno run`: from its options to the runs of the series. */
import type { Command } from 'commander'
import { newSeriesId } from '../background/recorder/session-id.ts'
import { seriesOrders, type RunOrder } from '../background/series-orders.ts'
import type { Plan } from '../core/model/plan.ts'
import type { RemoteConfig } from '../core/model/remote.ts'
import { maxRepeats } from '../core/model/repeats.ts'
import type { PromptItem } from '../core/workload/message.ts'
import type { Language } from '../shared/i18n/index.ts'
import { ArgumentError } from './argument-error.ts'
import { wholeNumber } from './options.ts'
import { chooseApi, chooseModel, planOfFile, readPlanFile, targetOf, type RunOptions } from './plan.ts'
import { readKey, reach } from './reach.ts'
import { promptsFor } from './workload.ts'

export interface SeriesOptions {
  readonly repeat: number
  readonly versusUrl?: string
  readonly versusModel?: string
  readonly versusPlan?: string
}

const VERSUS_KEY_VARIABLE = 'LLM_DYNO_VERSUS_API_KEY'

export function addSeriesOptions(command: Command): Command {
  return command
    .option('--repeat <n>', 'run the same n times, each a session of its own; with --versus-…, n times A and B in turn', wholeNumber(1, maxRepeats), 1)
    .option('--versus-url <url>', `compare with this server (its key is read from ${VERSUS_KEY_VARIABLE})`)
    .option('--versus-model <name>', 'compare with this model')
    .option('--versus-plan <file>', 'compare with the plan of this file')
}

export interface Arm {
  readonly plan: Plan
  readonly prompts: readonly PromptItem[]
  readonly name: string
  readonly apiKey: string | null
  /** Where the telemetry of its machine comes from. */
  readonly remote?: RemoteConfig | null
}

type Options = SeriesOptions & Pick<RunOptions, 'url' | 'model' | 'api' | 'seed'> & { readonly lang: Language; readonly dataset?: string; readonly trace?: string; readonly name?: string }

export function isVersus({ versusUrl, versusModel, versusPlan }: SeriesOptions): boolean {
  return versusUrl !== undefined || versusModel !== undefined || versusPlan !== undefined
}

/** A key must not go to another server than the one it is for. */
function keyFor(url: string, a: Arm, urlOfA: string): string | null {
  return new URL(url).origin === new URL(urlOfA).origin ? a.apiKey : readKey(VERSUS_KEY_VARIABLE)
}

/** What A is compared with: all that is not named is as in A. */
async function armB(options: Options, a: Arm): Promise<Arm> {
  const { versusUrl, versusModel, versusPlan, lang, seed } = options
  const url = versusUrl ?? options.url
  const apiKey = versusUrl === undefined ? a.apiKey : keyFor(url, a, options.url)
  const probed = await reach(url, apiKey, lang)
  // Another server may well list the model under the same name; where it does not, its first is taken only when it was asked for.
  const model = chooseModel(probed, versusModel ?? a.plan.target.model)
  const wishedApi = options.api ?? (probed.apis.includes(a.plan.target.api) ? a.plan.target.api : undefined)
  const target = targetOf(probed, url, model, chooseApi(probed, wishedApi))
  const name = options.name ?? `${model} · ${target.name}`
  // Another server may run on another machine, of which nothing is known.
  const remote = versusUrl === undefined ? (a.remote ?? null) : null
  if (versusPlan === undefined) return { plan: { ...a.plan, target }, prompts: a.prompts, name, apiKey, remote }
  const filed = readPlanFile(versusPlan, '--versus-plan')
  const names = filed.workload.source
  const prompts = names?.kind === 'dataset' ? await promptsFor(filed.workload, options.trace ?? options.dataset, lang) : await promptsFor(filed.workload, undefined, lang)
  return { plan: planOfFile(filed, target, seed), prompts, name, apiKey, remote }
}

/** The runs in their order. Throws CliError where B is the same as A. */
export async function ordersOf(options: Options, a: Arm): Promise<readonly RunOrder[]> {
  const b = isVersus(options) ? await armB(options, a) : null
  if (b !== null && JSON.stringify(b.plan) === JSON.stringify(a.plan)) {
    throw new ArgumentError('sameVersus')
  }
  return seriesOrders(newSeriesId(Date.now()), options.repeat, a, b)
}
