/** The Electron ports against objects of the same shape. */
import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { EngineClient } from '../../../src/background/engine-client.ts'
import { electronMessagePort, electronParentPort, parentPortOfProcess, utilityProcessPort } from '../../../src/background/port-electron.ts'

class Shape extends EventEmitter {
  readonly posted: unknown[] = []
  readonly calls: string[] = []
  postMessage(message: unknown): void {
    this.posted.push(message)
  }
  start(): void {
    this.calls.push('start')
  }
  close(): void {
    this.calls.push('close')
  }
  kill(): boolean {
    this.calls.push('kill')
    return true
  }
}

it('unwraps events of message ports and starts each once', () => {
  const shape = new Shape()
  const port = electronMessagePort(shape)
  const heard: unknown[] = []
  const remove = port.onMessage((message) => heard.push(message))
  port.onMessage(() => undefined)
  shape.emit('message', { data: 1, ports: [] })
  remove()
  shape.emit('message', { data: 2, ports: [] })
  port.post('out')
  let closed = 0
  port.onClose(() => (closed += 1))
  shape.emit('close')
  port.close()
  expect([heard, shape.posted, shape.calls, closed]).toEqual([[1], ['out'], ['start', 'close'], 1])
})

it('unwraps events of the parent port', () => {
  const shape = new Shape()
  const port = electronParentPort(shape)
  const heard: unknown[] = []
  port.onMessage((message) => heard.push(message))
  shape.emit('message', { data: { type: 'stop' }, ports: [] })
  port.post('ended')
  expect([heard, shape.posted]).toEqual([[{ type: 'stop' }], ['ended']])
})

it('hosts an engine in a utility process', () => {
  const shape = new Shape()
  const client = new EngineClient(utilityProcessPort(shape))
  const ends: unknown[] = []
  client.onEnded((end) => ends.push(end.status))
  let gone = 0
  client.onExit(() => (gone += 1))
  client.stop('drain')
  shape.emit('message', { type: 'other' })
  shape.emit('message', { type: 'ended', status: 'completed' })
  shape.emit('exit')
  client.close()
  expect([shape.posted, ends, gone, shape.calls]).toEqual([[{ type: 'stop', mode: 'drain' }], ['completed'], 1, ['kill']])
})

it('says where the utility entry can not run', () => {
  expect(() => parentPortOfProcess()).toThrow('Electron utility process')
})
