/** Calls that start and stop a run. */
import type { Plan } from '../../../core/model/plan.ts'
import type { ServerInfo } from '../../../core/model/server.ts'
import { parsePlan } from '../../../shared/schema/plan/v1.ts'
import type { StartScripted } from '../../../background/calibrate.ts'
import type { Datasets } from '../../datasets.ts'
import type { Supervisor } from '../../processes/supervisor.ts'
import type { ServerDirectory } from '../../server-directory.ts'
import type { Handlers } from '../answer-call.ts'
import { toIpcError } from './servers.ts'

function targetOf(server: ServerInfo & { readonly apiBaseUrl: string }, model: string): Plan['target'] {
  return {
    name: server.name,
    engine: server.engine,
    engineVersion: server.engineVersion,
    api: 'openai-chat',
    apiBaseUrl: server.apiBaseUrl,
    model,
    simulated: server.simulated,
  }
}

type RunCalls = 'runs:start' | 'runs:stop' | 'runs:current' | 'calibration:run' | 'calibration:latest'

export function runHandlers(directory: ServerDirectory, supervisor: Supervisor, datasets: Datasets, startScripted: StartScripted): Pick<Handlers, RunCalls> {
  return {
    'runs:start': async ({ serverId, model, plan, name }) => {
      const known = directory.get(serverId)
      if (known === null) return { ok: false, error: { code: 'server/unknown', detail: serverId } }
      // What was found a while ago may be gone or changed: ask again before load is put on it.
      const server = await directory.probe(known)
      const { apiBaseUrl } = server
      if (apiBaseUrl === null) return { ok: false, error: toIpcError(server.error ?? { code: 'other', detail: server.url }) }
      const parsed = parsePlan({ ...plan, version: 1, target: targetOf({ ...server, apiBaseUrl }, model) })
      if (!('plan' in parsed)) return { ok: false, error: { code: 'plan/invalid', detail: parsed.issues.join('; ') } }
      const prompts = datasets.promptsOf(parsed.plan.workload)
      if (prompts === null) return { ok: false, error: { code: 'dataset/unknown', detail: null } }
      return supervisor.controller.start(parsed.plan, name ?? `${model} · ${server.name}`, directory.keyOf(server), prompts)
    },
    'runs:stop': ({ mode }) => supervisor.controller.stop(mode),
    'runs:current': () => ({ ok: true, value: supervisor.controller.current() }),
    'calibration:run': (load) => supervisor.controller.calibrate(load, startScripted),
    'calibration:latest': () => supervisor.recorder.call('calibration:latest', null),
  }
}
