/** Calls about stored sessions: answered by the recorder, which owns the database. */
import type { SessionId } from '../../../core/model/ids.ts'
import type { IpcResult } from '../../../shared/ipc/envelope.ts'
import type { SavedFile } from '../../../shared/ipc/contract.ts'
import type { Language } from '../../../shared/i18n/index.ts'
import type { Supervisor } from '../../processes/supervisor.ts'
import type { SaveDialogs } from '../../save-dialogs.ts'
import type { Handlers } from '../answer-call.ts'

type SessionCalls =
  | 'series:get' | 'sessions:list' | 'sessions:get' | 'sessions:range' | 'sessions:diagnose' | 'sessions:open-file' | 'sessions:read-file' | 'sessions:compare' | 'sessions:explain' | 'sessions:request' | 'sessions:update' | 'sessions:delete' | 'sessions:restore'
  | 'export:html' | 'export:json' | 'export:comparison' | 'export:reveal'

export function sessionHandlers(supervisor: Supervisor, dialogs: SaveDialogs, shownLanguage: () => Language): Pick<Handlers, SessionCalls> {
  const recorder = () => supervisor.recorder
  const nameOf = async (sessionId: SessionId): Promise<string> => {
    const list = await recorder().call('sessions:list', null)
    return (list.ok ? list.value.find((item) => item.id === sessionId)?.name : undefined) ?? sessionId
  }
  const saveAs = async (name: string, kind: 'html' | 'json', write: (path: string) => Promise<IpcResult<null>>): Promise<IpcResult<SavedFile | null>> => {
    const path = await dialogs.ask(name, kind)
    if (path === null) return { ok: true, value: null }
    const written = await write(path)
    return written.ok ? { ok: true, value: dialogs.grant(path) } : written
  }
  const save = async (sessionId: SessionId, kind: 'html' | 'json', write: (path: string) => Promise<IpcResult<null>>) => saveAs(await nameOf(sessionId), kind, write)
  return {
    'series:get': (input) => recorder().call('series:get', input),
    'sessions:list': () => recorder().call('sessions:list', null),
    'sessions:get': (input) => recorder().call('sessions:get', input),
    'sessions:range': (input) => recorder().call('sessions:range', input),
    'sessions:diagnose': (input) => recorder().call('sessions:diagnose', input),
    'sessions:open-file': async () => {
      const path = await dialogs.chooseSession()
      return path === null ? { ok: true, value: null } : recorder().call('sessions:import', { path, language: shownLanguage() })
    },
    'sessions:read-file': (input) => recorder().call('sessions:import', { ...input, language: shownLanguage() }),
    'sessions:compare': (input) => recorder().call('sessions:compare', input),
    'sessions:explain': (input) => recorder().call('sessions:explain', input),
    'sessions:request': (input) => recorder().call('sessions:request', input),
    'sessions:update': (input) => recorder().call('sessions:update', input),
    'sessions:delete': (input) => recorder().call('sessions:delete', input),
    'sessions:restore': (input) => recorder().call('sessions:restore', input),
    'export:html': ({ sessionId, language, theme }) =>
      save(sessionId, 'html', (path) => recorder().call('export:html', { sessionId, path, language, theme })),
    'export:json': ({ sessionId }) => save(sessionId, 'json', (path) => recorder().call('export:json', { sessionId, path })),
    'export:comparison': ({ name, ...asked }) => saveAs(name, asked.kind, (path) => recorder().call('export:comparison', { ...asked, path })),
    'export:reveal': ({ token }) =>
      dialogs.reveal(token) ? { ok: true, value: null } : { ok: false, error: { code: 'file/denied', detail: null } },
  }
}
