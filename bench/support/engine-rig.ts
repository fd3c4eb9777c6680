/** An engine in its worker thread with everything it reports collected, as the CLI hosts it. */
import { MessageChannel, Worker } from 'node:worker_threads'
import type { SessionId } from '../../src/core/model/ids.ts'
import type { ClientSample } from '../../src/core/model/client-health.ts'
import type { Plan } from '../../src/core/model/plan.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import type { SessionEvent } from '../../src/core/model/session.ts'
import type { BodyExtras } from '../../src/background/chat-sender.ts'
import { EngineClient, type RunEnded } from '../../src/background/engine-client.ts'
import { messagePort, workerPort } from '../../src/background/port-worker.ts'
import type { EngineEvent, LiveTick } from '../../src/background/protocol.ts'

const entry = new URL('../../src/background/engine.worker.ts', import.meta.url)

export interface Collected {
  readonly requests: RequestRecord[]
  readonly events: SessionEvent[]
  readonly ticks: LiveTick[]
  readonly samples: ClientSample[]
}

export interface EngineRig {
  readonly client: EngineClient
  readonly worker: Worker
  /** Filled while runs go on; emptied by `run`. */
  readonly collected: Collected
  /** Session time 0 of the latest run, CLOCK_MONOTONIC ns. */
  readonly originNs: bigint
  /** Runs a plan to its end; what was reported is in `collected`. */
  run(plan: Plan, apiKey?: string | null): Promise<RunEnded>
  close(): Promise<void>
}

/** Starts the worker. */
export function startEngineRig(extras: BodyExtras | null = null): EngineRig {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(entry, { workerData: { recorderPort: port2 }, transferList: [port2] })
  const client = new EngineClient(workerPort(worker))
  const collected: Collected = { requests: [], events: [], ticks: [], samples: [] }
  messagePort(port1).onMessage((message) => collect(collected, message as EngineEvent))
  let sessions = 0
  let originNs = 0n
  const run = (plan: Plan, apiKey: string | null = null): Promise<RunEnded> => {
    for (const list of Object.values(collected)) list.length = 0
    sessions += 1
    // Both messages come over different ports: the run is over when both told so.
    const told = new Promise<void>((resolve) => {
      const onMessage = (message: EngineEvent): void => {
        if (message.type !== 'ended') return
        port1.off('message', onMessage)
        resolve()
      }
      port1.on('message', onMessage)
    })
    const ended = new Promise<RunEnded>((resolve, reject) => {
      worker.once('error', reject)
      const remove = client.onEnded((end) => {
        remove()
        worker.off('error', reject)
        resolve(end)
      })
    })
    originNs = process.hrtime.bigint()
    client.run({ sessionId: `session-${sessions}` as SessionId, plan, apiKey, originNs: String(originNs), ...(extras === null ? {} : { extras }) })
    return Promise.all([ended, told]).then(([end]) => end)
  }
  const close = async (): Promise<void> => {
    port1.close()
    await worker.terminate()
  }
  return {
    client,
    worker,
    collected,
    get originNs() {
      return originNs
    },
    run,
    close,
  }
}

function collect(collected: Collected, event: EngineEvent): void {
  if (event.type === 'recount') {
    for (const record of event.requests) collected.requests[collected.requests.findIndex(({ index }) => index === record.index)] = record
    return
  }
  if (event.type !== 'batch') return
  collected.requests.push(...event.requests)
  collected.events.push(...event.events)
  collected.ticks.push(event.tick)
  if (event.client !== null) collected.samples.push(event.client)
}
