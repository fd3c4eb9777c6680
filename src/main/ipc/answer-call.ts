/** Answers one call whatever arrives: parse, run, envelope, log. */
import { calls, type CallName, type CallOutput, type CallParsed } from '../../shared/ipc/contract.ts'
import type { IpcError, IpcResult } from '../../shared/ipc/envelope.ts'

export type Handlers = { readonly [K in CallName]: (input: CallParsed<K>) => Promise<IpcResult<CallOutput<K>>> | IpcResult<CallOutput<K>> }

const SLOW_CALL_MS = 50

export function failed(code: IpcError['code'], detail: string | null): IpcResult<never> {
  return { ok: false, error: { code, detail } }
}

/** Runs one call whatever arrives: unknown input is parsed, a throwing handler becomes `internal` with an id that is in the log. */
export async function answerCall(name: CallName, handlers: Handlers, input: unknown, log: (message: string) => void): Promise<IpcResult<unknown>> {
  const parsed = calls[name].input.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return failed('ipc/invalid-input', issue === undefined ? null : `${issue.path.join('.')}: ${issue.message}`.slice(0, 300))
  }
  const startMs = performance.now()
  try {
    const handler = handlers[name] as (value: unknown) => Promise<IpcResult<unknown>>
    return await handler(parsed.data)
  } catch (error) {
    const id = Math.random().toString(36).slice(2, 8)
    log(`${name} failed [${id}]: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return failed('internal', `log entry ${id}`)
  } finally {
    const durationMs = performance.now() - startMs
    if (durationMs > SLOW_CALL_MS) log(`${name} took ${durationMs.toFixed(0)} ms`)
  }
}
