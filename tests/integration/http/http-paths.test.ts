/** What servers do to a client, the same whoever stamps: many sockets at once, bodies beyond any buffer, resets, cuts, and requests given up. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { HttpClient } from '../../../src/node/http/http-client.ts'
import { kernelAddon } from '../../../src/node/http/kernel-addon.ts'
import { eventually } from '../../support/eventually.ts'

const payload = Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi')
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close()
})

async function serve(onRequest: (socket: Socket, request: number) => void): Promise<number> {
  let requests = 0
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', () => {
      onRequest(socket, requests)
      requests += 1
    })
  })
  server.listen(0, '127.0.0.1', 2048)
  await once(server, 'listening')
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

interface Answer {
  bytes: number
  body: string
  failure: string | null
  readonly stamps: number[]
}

/** `keep`: the text too, not only its length. */
function send(client: HttpClient, keep = true): { readonly answer: Answer; readonly over: Promise<Answer>; readonly giveUp: () => void } {
  const answer: Answer = { bytes: 0, body: '', failure: null, stamps: [] }
  let giveUp = (): void => undefined
  const over = new Promise<Answer>((resolve) => {
    giveUp = client.send(payload, {
      onSent: (atMs) => answer.stamps.push(atMs),
      onHead: (_head, atMs) => answer.stamps.push(atMs),
      onBody: (bytes, start, end, atMs) => {
        answer.bytes += end - start
        if (keep) answer.body += Buffer.from(bytes.subarray(start, end)).toString('latin1')
        answer.stamps.push(atMs)
      },
      onEnd: (atMs) => {
        answer.stamps.push(atMs)
        resolve(answer)
      },
      onFailure: ({ kind }) => {
        answer.failure = kind
        resolve(answer)
      },
    })
  })
  return { answer, over, giveUp }
}

const compiled = kernelAddon()

describe.each(compiled === null ? ['client' as const] : ['client' as const, 'kernel' as const])('stamped by the %s', (stampedBy) => {
  const clientFor = (port: number): HttpClient => {
    const target = { url: new URL(`http://127.0.0.1:${port}/`), address: '127.0.0.1', port, isTls: false, serverName: null }
    const client = new HttpClient(target, () => performance.now(), stampedBy === 'kernel' ? compiled : null)
    closers.push(() => client.close())
    return client
  }

  it('keeps a thousand streams apart, twice over the same connections', async () => {
    const port = await serve((socket, request) => {
      socket.write(chunked)
      const next = (i: number): void => {
        socket.write(i < 5 ? chunk(`${request}.${i} `) : '0\r\n\r\n')
        if (i < 5) setTimeout(next, 10, i + 1)
      }
      next(0)
    })
    const client = clientFor(port)
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all(Array.from({ length: 1000 }, () => send(client).over))
      const expected = Array.from({ length: 1000 }, (_, i) => `${round * 1000 + i}`).toSorted()
      expect(answers.map(({ body }) => body.slice(0, body.indexOf('.'))).toSorted()).toEqual(expected)
      for (const { body, failure, stamps } of answers) {
        const [first = ''] = body.split('.')
        expect([body, failure]).toEqual([[0, 1, 2, 3, 4].map((i) => `${first}.${i} `).join(''), null])
        expect(stamps.every((atMs, i) => i === 0 || atMs >= stamps[i - 1]!)).toBe(true)
      }
    }
    expect([client.opened, client.reused]).toEqual([1000, 1000])
    expect(client.takeStampedBy()).toBe(stampedBy)
  })

  it('takes answers beyond every buffer, several at once', async () => {
    const body = Buffer.alloc(6 * 1024 * 1024, 'x')
    const port = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)
      socket.write(body)
    })
    const client = clientFor(port)
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(client, false).over))
    expect(answers.map(({ bytes, failure }) => [bytes, failure])).toEqual(Array.from({ length: 4 }, () => [body.length, null]))
  })

  it('delivers what came before a reset or a cut, then the failure', async () => {
    const port = await serve((socket, request) => {
      socket.write(chunked + chunk('first'))
      setTimeout(() => (request === 0 ? socket.resetAndDestroy() : socket.end()), 30)
    })
    const client = clientFor(port)
    const reset = await send(client).over
    const cut = await send(client).over
    expect([reset, cut].map(({ body, failure }) => [body, failure])).toEqual([['first', 'reset'], ['first', 'reset']])
  })

  it('goes on with others while requests are given up in the middle', async () => {
    const port = await serve((socket) => {
      socket.write(chunked)
      let count = 0
      const timer = setInterval(() => {
        count += 1
        socket.write(chunk('x'))
        if (count < 20) return
        clearInterval(timer)
        socket.write('0\r\n\r\n')
      }, 5)
      socket.on('close', () => clearInterval(timer))
    })
    const client = clientFor(port)
    const calls = Array.from({ length: 40 }, () => send(client))
    await eventually(() => calls.every(({ answer }) => answer.bytes > 2))
    const abandoned = calls.filter((_, i) => i % 2 === 0)
    for (const { giveUp } of abandoned) giveUp()
    const heard = abandoned.map(({ answer }) => answer.bytes)
    const kept = await Promise.all(calls.filter((_, i) => i % 2 === 1).map(({ over }) => over))
    expect(kept.map(({ bytes, failure }) => [bytes, failure])).toEqual(kept.map(() => [20, null]))
    expect(abandoned.map(({ answer }) => answer.bytes)).toEqual(heard)
    // Their numbers come to mean other sockets now.
    const next = await Promise.all(Array.from({ length: 40 }, () => send(client).over))
    expect(next.map(({ bytes, failure }) => [bytes, failure])).toEqual(next.map(() => [20, null]))
  })

  it('reads on where its thread was away for long, and loses nothing', async () => {
    const port = await serve((socket) => {
      socket.write(chunked + chunk('a'.repeat(100_000)))
      setTimeout(() => socket.write(`${chunk('b'.repeat(400_000))}0\r\n\r\n`), 5)
    })
    const client = clientFor(port)
    const calls = Array.from({ length: 8 }, () => send(client))
    await eventually(() => calls.some(({ answer }) => answer.bytes > 0))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    const answers = await Promise.all(calls.map(({ over }) => over))
    expect(answers.map(({ body }) => body === `${'a'.repeat(100_000)}${'b'.repeat(400_000)}`)).toEqual(answers.map(() => true))
  })

  it('forgets a connection that the server closed while nobody used it', async () => {
    const sockets: Socket[] = []
    const port = await serve((socket) => {
      sockets.push(socket)
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
    const client = clientFor(port)
    await send(client).over
    sockets[0]?.end()
    // Of a connection that is gone nothing is reused, and no retry is needed.
    await eventually(() => sockets[0]?.destroyed === true)
    expect((await send(client).over).failure).toBeNull()
    expect([client.opened, client.reused, sockets.length]).toEqual([2, 0, 2])
  })
})
