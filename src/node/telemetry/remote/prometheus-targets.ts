/** Which targets of a Prometheus server are the model's machine. */
import type { RemoteIssue } from '../../../core/model/remote.ts'
import { err, ok, type Result } from '../../../core/result.ts'

/** Reading many machines by mistake would cost both sides: more than this has to be chosen from. */
const maxHosts = 4
const shownInstances = 12

/** `gpu-box:9100` → `gpu-box`. */
export function hostOfInstance(instance: string): string {
  const host = URL.canParse(instance) && instance.includes('://') ? new URL(instance).host : instance
  return host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
}

/** The `instance` labels to read: those asked for, else those of the model server's host, else all of a few. */
export function chooseInstances(known: readonly string[], wanted: string | null, serverHost: string): Result<readonly string[], RemoteIssue> {
  const list = [...new Set(known)].filter((instance) => instance !== '')
  const none = err<RemoteIssue>({ code: 'no-instance', detail: list.length === 0 ? '–' : list.slice(0, shownInstances).join(', ') })
  if (wanted !== null) {
    const own = list.filter((instance) => instance === wanted || hostOfInstance(instance) === wanted)
    return own.length > 0 ? ok(own) : none
  }
  const own = list.filter((instance) => hostOfInstance(instance) === serverHost)
  if (own.length > 0) return ok(own)
  return list.length > 0 && new Set(list.map(hostOfInstance)).size <= maxHosts ? ok(list) : none
}
