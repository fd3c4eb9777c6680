/** A real recorder on a real database with an engine and a host at the other ends of its ports. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createRecorder, type Recorder, type RecorderOptions } from '../../src/background/recorder.ts'
import { RecorderClient } from '../../src/background/recorder-client.ts'
import { serveRecorder } from '../../src/background/recorder/serve.ts'
import { memoryPortPair } from '../../src/background/port-memory.ts'
import type { Port } from '../../src/background/port.ts'
import type { RecorderMethod, RecorderMethods } from '../../src/background/protocol.ts'
import { tempFolder } from './temp-folder.ts'

export { batchOf, planOf, requestAt } from './plain-batches.ts'

export interface RecorderRig {
  readonly dbPath: string
  readonly recorder: Recorder
  readonly client: RecorderClient
  /** The engine's end of its port to the recorder. */
  readonly engine: Port
  /** Calls and unwraps; throws the error's code. */
  ask<M extends RecorderMethod>(method: M, params: RecorderMethods[M][0]): Promise<RecorderMethods[M][1]>
}

export function recorderRig(options: Partial<RecorderOptions> = {}): RecorderRig {
  const dbPath = options.dbPath ?? join(tempFolder(), 'sessions.sqlite')
  const recorder = createRecorder({ dbPath, appVersion: '0.0.0', self: 'app', nvidia: { find: () => null }, ...options })
  onTestFinished(() => recorder.close())
  const [hostEnd, recorderEnd] = memoryPortPair()
  serveRecorder(recorder, recorderEnd)
  const client = new RecorderClient(hostEnd)
  const [engine, engineEnd] = memoryPortPair()
  recorder.attachEngine(engineEnd)
  return {
    dbPath, recorder, client, engine,
    async ask(method, params) {
      const answer = await client.call(method, params)
      if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.detail}`)
      return answer.value
    },
  }
}
