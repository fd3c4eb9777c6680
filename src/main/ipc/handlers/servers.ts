/** Calls about servers, their keys and the bundled simulator. */
import type { ServerId } from '../../../core/model/ids.ts'
import type { ProbeError, ServerInfo } from '../../../core/model/server.ts'
import type { IpcError, IpcResult } from '../../../shared/ipc/envelope.ts'
import { checkRemote } from '../../../node/telemetry/remote/check.ts'
import type { ServerDirectory } from '../../server-directory.ts'
import type { Simulator } from '../../simulator.ts'
import type { Handlers } from '../answer-call.ts'

/** Below the time-out of a call. */
const CHECK_TIMEOUT_MS = 8_000

type ServerCalls =
  | 'servers:list' | 'servers:discover' | 'servers:add' | 'servers:remove' | 'servers:probe'
  | 'secrets:set' | 'secrets:clear' | 'telemetry:set' | 'telemetry:check' | 'simulator:start' | 'simulator:stop'

const codeOfProbe: Readonly<Record<ProbeError['code'], IpcError['code']>> = {
  'bad-url': 'server/bad-url', auth: 'server/auth', 'not-openai': 'server/not-openai', html: 'server/not-openai',
  refused: 'server/unreachable', timeout: 'server/unreachable', dns: 'server/unreachable', loading: 'server/unreachable',
  tls: 'server/unreachable', other: 'server/unreachable',
}

export function toIpcError(error: ProbeError): IpcError {
  return { code: codeOfProbe[error.code], detail: error.detail }
}

export function serverHandlers(directory: ServerDirectory, simulator: Simulator): Pick<Handlers, ServerCalls> {
  const withServer = async <T>(id: ServerId, use: (server: ServerInfo) => T | Promise<T>): Promise<IpcResult<T>> => {
    const server = directory.get(id)
    if (server === null) return { ok: false, error: { code: 'server/unknown', detail: id } }
    return { ok: true, value: await use(server) }
  }
  const discover = (): Promise<readonly ServerInfo[]> => directory.discover(simulator.port === null ? [] : [simulator.port])
  return {
    'servers:list': () => ({ ok: true, value: directory.list() }),
    'servers:discover': async () => ({ ok: true, value: await discover() }),
    'servers:add': async ({ url, name, apiKey }) => {
      const added = await directory.add(url, name, apiKey)
      return added.ok ? added : { ok: false, error: toIpcError(added.error) }
    },
    'servers:remove': ({ serverId }) => withServer(serverId, (server) => {
      directory.remove(server)
      return null
    }),
    'servers:probe': ({ serverId }) => withServer(serverId, (server) => directory.probe(server)),
    'secrets:set': ({ serverId, apiKey }) => withServer(serverId, (server) => {
      directory.setKey(server, apiKey)
      return directory.probe(server)
    }),
    'secrets:clear': ({ serverId }) => withServer(serverId, (server) => {
      directory.clearKey(server)
      return directory.probe(server)
    }),
    'telemetry:set': ({ serverId, address, token }) => {
      const server = directory.get(serverId)
      if (server === null) return { ok: false, error: { code: 'server/unknown', detail: serverId } }
      const set = directory.setTelemetry(server, address, token)
      return set.ok ? set : { ok: false, error: { code: 'server/bad-url', detail: set.error } }
    },
    'telemetry:check': async ({ serverId }) => {
      const server = directory.get(serverId)
      const remote = server === null ? null : directory.remoteOf(server)
      if (remote === null) return { ok: false, error: { code: 'server/unknown', detail: serverId } }
      return { ok: true, value: await checkRemote(remote, null, CHECK_TIMEOUT_MS) }
    },
    'simulator:start': async () => {
      const started = await simulator.start()
      if (!started.ok) return { ok: false, error: { code: 'sim/failed', detail: started.error } }
      const server = (await discover()).find(({ url }) => url === started.value)
      return server === undefined ? { ok: false, error: { code: 'sim/failed', detail: started.value } } : { ok: true, value: server }
    },
    'simulator:stop': async () => {
      simulator.stop()
      await discover()
      return { ok: true, value: null }
    },
  }
}
