/** Answers a host's calls over a port and passes on what the recorder has to say. */
import type { Port } from '../port.ts'
import type { RecorderCall, RecorderMessage } from '../protocol.ts'
import type { Recorder } from '../recorder.ts'

export function isRecorderCall(message: unknown): message is RecorderCall {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'call' && 'callId' in message
}

/** Answers in whatever order calls finish; says `ready` or `unusable` first. */
export function serveRecorder(recorder: Recorder, port: Pick<Port, 'post' | 'onMessage'>): void {
  const send = (message: RecorderMessage) => port.post(message)
  recorder.onMessage(send)
  port.onMessage((message) => {
    if (!isRecorderCall(message)) return
    const { callId, method, params } = message
    // The host side of the port types its calls; here they come from our own process.
    void recorder.call(method, params as never).then((result) => send({ type: 'answer', callId, result }))
  })
  send(recorder.unusable === null ? { type: 'ready' } : { type: 'unusable', error: recorder.unusable })
}
