/** The client against real sockets: reuse, the one retry, compression, TLS, and giving up. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createServer as createTlsServer } from 'node:tls'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TransportFailure } from '../../../../src/core/protocol/classify.ts'
import { HttpClient } from '../../../../src/node/http/http-client.ts'
import { kernelAddon, type KernelAddon } from '../../../../src/node/http/kernel-addon.ts'
import { resolveTarget } from '../../../../src/node/http/resolve.ts'

const request = Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi')
const answer = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(onRequest: (socket: Socket, connection: number) => void): Promise<number> {
  let connections = 0
  const server = createServer((socket) => {
    const connection = connections
    connections += 1
    socket.on('data', () => onRequest(socket, connection))
    socket.on('error', () => undefined)
  })
  return listen(server)
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** The path under test: sockets read by the kernel addon, or by Node. */
let addon: KernelAddon | null = null

async function clientFor(port: number): Promise<HttpClient> {
  const target = await resolveTarget(`http://127.0.0.1:${port}/`, 1000)
  if (!target.ok) throw new Error(target.error.message)
  const client = new HttpClient(target.value, () => performance.now(), addon)
  closers.push(() => client.close())
  return client
}

interface Heard {
  body: string
  readonly stamps: number[]
  readonly connections: string[]
  status: number | null
  failure: TransportFailure | null
}

function send(client: HttpClient): { readonly heard: Heard; readonly over: Promise<Heard>; readonly giveUp: () => void } {
  const heard: Heard = { body: '', stamps: [], connections: [], status: null, failure: null }
  let giveUp = (): void => undefined
  const over = new Promise<Heard>((resolve) => {
    giveUp = client.send(request, {
      onSent: (atMs, connection) => heard.connections.push(connection) && heard.stamps.push(atMs),
      onHead: ({ status }, atMs) => {
        heard.status = status
        heard.stamps.push(atMs)
      },
      onBody: (bytes, start, end, atMs) => {
        heard.body += Buffer.from(bytes.subarray(start, end)).toString()
        heard.stamps.push(atMs)
      },
      onEnd: (atMs) => {
        heard.stamps.push(atMs)
        resolve(heard)
      },
      onFailure: (failure) => {
        heard.failure = failure
        resolve(heard)
      },
    })
  })
  return { heard, over, giveUp }
}

const compiled = kernelAddon()

describe.each(compiled === null ? ['client' as const] : ['client' as const, 'kernel' as const])('HttpClient, stamped by the %s', (stampedBy) => {
  beforeEach(() => {
    addon = stampedBy === 'kernel' ? compiled : null
  })

  it('keeps connections and counts them', async () => {
    const client = await clientFor(await serve((socket) => socket.write(answer('one'))))
    const first = await send(client).over
    const second = await send(client).over
    const [third, fourth] = await Promise.all([send(client).over, send(client).over])
    expect([first, second, third, fourth].map((heard) => heard.connections)).toEqual([['new'], ['reused'], ['reused'], ['new']])
    expect([client.opened, client.reused]).toEqual([2, 2])
    expect(first.stamps).toEqual(first.stamps.toSorted((a, b) => a - b))
    expect(client.takeStampedBy()).toBe(stampedBy)
  })

  it('sends again on a new connection when a kept one died before any byte', async () => {
    const client = await clientFor(
      await serve((socket, connection) => {
        if (connection > 0 || socket.bytesRead <= request.length) socket.write(answer('x'))
        else socket.destroy()
      }),
    )
    await send(client).over
    const second = await send(client).over
    expect(second).toMatchObject({ body: 'x', failure: null, connections: ['reused', 'new'] })
    expect([client.opened, client.reused]).toEqual([2, 0])
  })

  it('never sends again on a new connection that died, nor after the first byte', async () => {
    const dead = await send(await clientFor(await serve((socket) => socket.destroy()))).over
    expect(dead.failure).toMatchObject({ kind: 'reset' })
    const client = await clientFor(
      await serve((socket) => {
        if (socket.bytesRead <= request.length) socket.write(answer('x'))
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')
      }),
    )
    await send(client).over
    expect(await send(client).over).toMatchObject({ body: 'abc', failure: { kind: 'reset', code: 'closed' }, connections: ['reused'] })
  })

  it('never sends again what a kept connection had carried for a while: the server had it', async () => {
    const client = await clientFor(
      await serve((socket, connection) => {
        if (connection > 0 || socket.bytesRead <= request.length) socket.write(answer('x'))
        else setTimeout(() => socket.resetAndDestroy(), 600)
      }),
    )
    await send(client).over
    expect(await send(client).over).toMatchObject({ body: '', failure: { kind: 'reset' }, connections: ['reused'] })
    expect([client.opened, client.reused]).toEqual([1, 1])
  })

  it('reports a refused connection with the system\'s code', async () => {
    const port = await serve(() => undefined)
    closers.pop()?.()
    const { failure, connections } = await send(await clientFor(port)).over
    expect(failure).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' })
    expect(connections).toEqual([])
  })

  it('says what is wrong with an answer that is not HTTP', async () => {
    const { failure } = await send(await clientFor(await serve((socket) => socket.write('SSH-2.0-x\r\n\r\n')))).over
    expect(failure).toMatchObject({ kind: 'bad-http', message: 'not an HTTP answer: SSH-2.0-x' })
  })

  it('takes an unframed body to the end of the connection', async () => {
    const { body, failure } = await send(await clientFor(await serve((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it')))).over
    expect([body, failure]).toEqual(['all of it', null])
  })

  it.each([['gzip', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync]] as const)('unpacks %s although it did not ask for it', async (encoding, pack) => {
    const packed = pack('data: hello\n\n')
    const port = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${packed.length}\r\n\r\n`)
      socket.write(packed.subarray(0, 5))
      setTimeout(() => socket.write(packed.subarray(5)), 20)
    })
    const client = await clientFor(port)
    expect(await send(client).over).toMatchObject({ body: 'data: hello\n\n', failure: null })
    expect((await send(client).over).connections).toEqual(['reused'])
  })

  it('reports a body that can not be unpacked', async () => {
    const { failure } = await send(await clientFor(await serve((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc')))).over
    expect(failure).toMatchObject({ kind: 'bad-http', code: 'bad-encoding' })
  })

  it('says nothing more once a request was given up, and closes its connection', async () => {
    let closed: () => void = () => undefined
    const whenClosed = new Promise<void>((resolve) => {
      closed = resolve
    })
    const port = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc')
      socket.on('close', () => closed())
    })
    const call = send(await clientFor(port))
    await expect.poll(() => call.heard.body).toBe('abc')
    call.giveUp()
    await whenClosed
    expect(call.heard).toMatchObject({ body: 'abc', failure: null })
  })

  it('speaks TLS, and refuses a certificate nobody vouches for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-tls-'))
    closers.push(() => rmSync(folder, { recursive: true }))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' })
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
      socket.on('data', () => socket.write(answer('secret')))
      socket.on('error', () => undefined)
    })
    const port = await listen(server)
    const target = { url: new URL(`https://127.0.0.1:${port}/`), address: '127.0.0.1', port, isTls: true, serverName: null }
    const strict = new HttpClient(target, () => performance.now())
    closers.push(() => strict.close())
    expect((await send(strict).over).failure).toMatchObject({ kind: 'refused', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    const trusting = new HttpClient({ ...target, ca: readFileSync(cert) }, () => performance.now())
    closers.push(() => trusting.close())
    const first = await send(trusting).over
    const second = await send(trusting).over
    expect([first.body, second.body]).toEqual(['secret', 'secret'])
    expect(trusting.takeStampedBy()).toBe('client')
    // Encryption finishes later than the write, so the stamp of sending is corrected by a second call.
    expect([new Set(first.connections), new Set(second.connections)]).toEqual([new Set(['new']), new Set(['reused'])])
  })
})
