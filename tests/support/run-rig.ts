/** A whole run as the app does it: a real engine in its thread, a real recorder with its sensors, a real database. */
import { onTestFinished } from 'vitest'
import { startEngineThread } from '../../src/cli/engine-thread.ts'
import type { SessionId } from '../../src/core/model/ids.ts'
import type { Plan } from '../../src/core/model/plan.ts'
import type { SessionEvent } from '../../src/core/model/session.ts'
import type { SessionView } from '../../src/core/model/view.ts'
import type { RecorderOptions } from '../../src/background/recorder.ts'
import { recorderRig, type RecorderRig } from './recorder-rig.ts'

export interface RunRig extends Pick<RecorderRig, 'ask'> {
  /** Begins; the origin is session time 0 on the monotonic clock, ns. */
  begin(plan: Plan): Promise<{ readonly sessionId: SessionId; readonly originNs: bigint }>
  /** What happened so far in the run. */
  events(): Promise<readonly SessionEvent[]>
  /** Lets open requests finish unless the plan is over already, and gives what was stored. */
  end(how: 'stop' | 'wait'): Promise<SessionView>
}

export function runRig(options: Partial<RecorderOptions> = {}): RunRig {
  const { recorder, ask } = recorderRig(options)
  const engine = startEngineThread((port) => recorder.attachEngine(port))
  onTestFinished(() => engine.close())
  let sessionId = '' as SessionId
  let ended: Promise<'completed' | 'stopped' | 'failed'> = Promise.resolve('failed')
  return {
    ask,
    async begin(plan) {
      const begun = await ask('session:begin', { name: 'run', plan })
      sessionId = begun.sessionId
      ended = new Promise((resolve) => {
        const remove = engine.client.onEnded((end) => {
          remove()
          resolve(end.status)
        })
      })
      engine.client.run({ sessionId, plan, apiKey: null, originNs: begun.originNs, extras: { fields: {}, requestIdPrefix: '' } })
      return { sessionId, originNs: BigInt(begun.originNs) }
    },
    events: async () => (await ask('sessions:get', { sessionId })).timeline.events,
    async end(how) {
      if (how === 'stop') engine.client.stop('drain')
      const status = await ended
      await ask('session:finish', { sessionId, status, failure: null })
      return ask('sessions:get', { sessionId })
    },
  }
}
