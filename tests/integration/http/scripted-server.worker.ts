/** A raw server in a thread of its own, so that a blocked client does not block it: sends numbered events and says when it did. */
import { createServer, type AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import type { EventScript, SentEvent } from './event-script.ts'

const { events, gapMs } = workerData as EventScript

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined)
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    let index = 0
    const timer = setInterval(() => {
      const text = `event ${index}\n`
      const beforeNs = process.hrtime.bigint()
      socket.write(`${text.length.toString(16)}\r\n${text}\r\n`)
      parentPort?.postMessage({ index, beforeNs, afterNs: process.hrtime.bigint() } satisfies SentEvent)
      index += 1
      if (index < events) return
      clearInterval(timer)
      socket.end('0\r\n\r\n')
    }, gapMs)
  })
})
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port))
