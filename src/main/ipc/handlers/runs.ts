/** Calls that start and stop a run. */
import type { ServerId } from '../../../core/model/ids.ts'
import type { ApiKind, Plan } from '../../../core/model/plan.ts'
import { isThorough } from '../../../core/model/presets.ts'
import type { ServerInfo } from '../../../core/model/server.ts'
import { issueTexts } from '../../../shared/schema/issues.ts'
import { parsePlan } from '../../../shared/schema/plan/v1.ts'
import type { Translate } from '../../../shared/i18n/index.ts'
import type { PlanDraft } from '../../../shared/ipc/contract.ts'
import type { IpcResult } from '../../../shared/ipc/envelope.ts'
import type { StartScripted } from '../../../background/calibrate.ts'
import { newSeriesId } from '../../../background/recorder/session-id.ts'
import type { RunJobs } from '../../../background/run-jobs.ts'
import { seriesOrders, type RunOrder } from '../../../background/series-orders.ts'
import type { Datasets } from '../../datasets.ts'
import type { Supervisor } from '../../processes/supervisor.ts'
import type { ServerDirectory } from '../../server-directory.ts'
import { failed, type Handlers } from '../answer-call.ts'
import { toIpcError } from './servers.ts'

function targetOf(server: ServerInfo & { readonly apiBaseUrl: string }, model: string, api: ApiKind): Plan['target'] {
  return {
    name: server.name,
    engine: server.engine,
    engineVersion: server.engineVersion,
    api,
    apiBaseUrl: server.apiBaseUrl,
    model,
    simulated: server.simulated,
  }
}

type RunCalls = 'runs:start' | 'runs:stop' | 'runs:current' | 'runs:job' | 'calibration:run' | 'calibration:latest'

export interface RunHandlersOptions {
  readonly directory: ServerDirectory
  readonly supervisor: Supervisor
  readonly jobs: RunJobs
  readonly datasets: Datasets
  readonly startScripted: StartScripted
  readonly translate: () => Translate
}

/** What one arm of a run is to be: all that the window says of it. */
interface Wish {
  readonly serverId: ServerId
  readonly model: string
  readonly api: ApiKind | null
  readonly plan: PlanDraft
  readonly name: string | null
}

type Order = Omit<RunOrder, 'place'>

async function orderOf({ serverId, model, plan, name, api: wished }: Wish, { directory, datasets, translate }: RunHandlersOptions): Promise<IpcResult<Order>> {
  const known = directory.get(serverId)
  if (known === null) return failed('server/unknown', serverId)
  // What was found a while ago may be gone or changed: ask again before load is put on it.
  const server = await directory.probe(known)
  const { apiBaseUrl } = server
  if (apiBaseUrl === null) return { ok: false, error: toIpcError(server.error ?? { code: 'other', detail: server.url }) }
  const api = wished ?? server.apis[0] ?? 'openai-chat'
  if (!server.apis.includes(api)) return failed('plan/invalid', translate()('errors:apiNotOffered', { api }))
  const parsed = parsePlan({ ...plan, version: 1, target: targetOf({ ...server, apiBaseUrl }, model, api) })
  if (!('plan' in parsed)) return failed('plan/invalid', issueTexts(parsed.issues, translate()).join('; '))
  const prompts = datasets.promptsOf(parsed.plan.workload)
  if (prompts === null) return failed('dataset/unknown', null)
  return { ok: true, value: { plan: parsed.plan, prompts, name: name ?? `${model} · ${server.name}`, apiKey: directory.keyOf(server), remote: directory.remoteOf(server) } }
}

export function runHandlers(options: RunHandlersOptions): Pick<Handlers, RunCalls> {
  const { supervisor, jobs, startScripted } = options
  return {
    'runs:start': async ({ repeats = 1, versus, calibrate = 'auto', ...wish }) => {
      const a = await orderOf(wish, options)
      if (!a.ok) return a
      const b = versus === undefined ? null : await orderOf({ ...versus, plan: versus.plan ?? wish.plan, name: wish.name }, options)
      if (b !== null && !b.ok) return b
      const runs = seriesOrders(newSeriesId(Date.now()), repeats, a.value, b === null ? null : b.value)
      const wantsCalibration = calibrate === 'always' || (calibrate === 'auto' && isThorough(runs.map(({ plan }) => plan)))
      return jobs.start({ runs, calibrate: wantsCalibration })
    },
    'runs:stop': ({ mode }) => jobs.stop(mode),
    'runs:current': () => ({ ok: true, value: supervisor.controller.current() }),
    'runs:job': () => ({ ok: true, value: jobs.current() }),
    'calibration:run': (load) => (jobs.current() === null ? supervisor.controller.calibrate(load, startScripted) : failed('run/already-active', null)),
    'calibration:latest': () => supervisor.recorder.call('calibration:latest', null),
  }
}
