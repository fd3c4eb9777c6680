/** Calls that save and open plan files. Paths stay in this process. */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { atomicWrite } from '../../../node/files/atomic-write.ts'
import { parsePlanFile, planFileText } from '../../../shared/schema/plan/file.ts'
import type { Translate } from '../../../shared/i18n/index.ts'
import { issueTexts } from '../../../shared/schema/issues.ts'
import type { OpenedPlan } from '../../../shared/ipc/contract.ts'
import type { IpcResult } from '../../../shared/ipc/envelope.ts'
import type { SaveDialogs } from '../../save-dialogs.ts'
import { failed, type Handlers } from '../answer-call.ts'

/** A plan is a page of text; whatever is far longer is none. */
const maxPlanBytes = 1024 * 1024

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function opened(fileName: string, text: string, t: Translate): IpcResult<OpenedPlan> {
  const parsed = parsePlanFile(text)
  if (!('plan' in parsed)) return failed('plan/invalid', issueTexts(parsed.issues.slice(0, 3), t).join('; ').slice(0, 300))
  return { ok: true, value: { fileName, plan: parsed.plan } }
}

export function planHandlers(dialogs: SaveDialogs, translate: () => Translate): Pick<Handlers, 'plans:save' | 'plans:open' | 'plans:read'> {
  return {
    'plans:save': async ({ plan, name }) => {
      const path = await dialogs.ask(name, 'plan')
      if (path === null) return { ok: true, value: null }
      try {
        await atomicWrite(path, planFileText(plan))
      } catch (error) {
        return failed('file/denied', messageOf(error))
      }
      return { ok: true, value: dialogs.grant(path) }
    },
    'plans:open': async () => {
      const path = await dialogs.choosePlan()
      if (path === null) return { ok: true, value: null }
      try {
        if ((await stat(path)).size > maxPlanBytes) return failed('plan/invalid', basename(path))
        return opened(basename(path), await readFile(path, 'utf8'), translate())
      } catch (error) {
        return failed('file/denied', messageOf(error))
      }
    },
    'plans:read': ({ fileName, text }) => opened(fileName, text, translate()),
  }
}
