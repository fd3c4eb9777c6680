/** From a port to a process tree, on fixture trees of /proc: owners, launchers, relays, other users, restarts. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import { findServerProcess, isServerCommand, parseListening } from '../../../../src/node/telemetry/server/find.ts'
import { endpointOf, isThisMachine } from '../../../../src/node/telemetry/server/local-host.ts'
import { createServerSource } from '../../../../src/node/telemetry/server/source.ts'
import { parseAnonBytes } from '../../../../src/node/telemetry/server/tree.ts'
import { SignalCursor, SignalLog } from '../../../../src/node/telemetry/signal-log.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const port = 8080
const { target } = fakeStoredSession().meta.plan
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 })
const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const listens = (inode: number, uid = 0) => `   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`
const connected = '   1: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0\n'

interface Fake {
  readonly pid: number
  readonly parent?: number
  readonly words: readonly string[]
  readonly inode?: number
  readonly ticks?: number
  readonly start?: number
  readonly rssPages?: number
  readonly anonPages?: number
}

function put(root: string, { pid, parent = 1, words, inode, ticks = 0, start = 5, rssPages = 1, anonPages = 1 }: Fake): void {
  const folder = join(root, String(pid))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'fd'), { recursive: true })
  const fields = Array.from({ length: 50 }, () => '0')
  Object.assign(fields, { 0: 'S', 1: parent, 11: ticks, 17: 2, 19: start, 21: rssPages })
  writeFileSync(join(folder, 'stat'), `${pid} (x) ${fields.join(' ')}`)
  writeFileSync(join(folder, 'statm'), `100 ${rssPages} ${rssPages - anonPages} 1 0 1 0`)
  writeFileSync(join(folder, 'cmdline'), words.map((word) => `${word}\0`).join(''))
  if (inode !== undefined) symlinkSync(`socket:[${inode}]`, join(folder, 'fd', '3'))
}

function listenOn(root: string, text: string): void {
  mkdirSync(join(root, 'net'), { recursive: true })
  writeFileSync(join(root, 'net', 'tcp'), header + text)
}

describe('finding', () => {
  it('takes listening sockets of the port only', () => {
    expect(parseListening(header + listens(5, 33) + connected, port)).toEqual([{ uid: 33, inode: '5' }])
    expect(parseListening(header + listens(5), 80)).toEqual([])
  })

  it('finds the owner of the socket, whatever it is called', async () => {
    const root = tempFolder()
    listenOn(root, listens(5))
    put(root, { pid: 10, words: ['python', 'something.py'], inode: 5 })
    put(root, { pid: 11, words: ['vllm', 'serve'], inode: 6 })
    expect(await findServerProcess(port, root, 1)).toBe(10)
  })

  it('climbs to the launcher, whose other children belong to the server, but not to a shell', async () => {
    const root = tempFolder()
    listenOn(root, listens(5))
    put(root, { pid: 9, words: ['bash', 'start-llama-server.sh'] })
    put(root, { pid: 10, parent: 9, words: ['/usr/bin/text-generation-launcher', '--port', '8080'] })
    put(root, { pid: 12, parent: 10, words: ['text-generation-router'], inode: 5 })
    expect(await findServerProcess(port, root, 1)).toBe(10)
  })

  it('falls back to the command line when the socket belongs to another user or to a relay', async () => {
    const root = tempFolder()
    listenOn(root, listens(5, 1_234_567))
    put(root, { pid: 10, words: ['/usr/bin/ollama', 'serve'] })
    put(root, { pid: 11, parent: 10, words: ['/usr/lib/ollama/runner', '--port', '41873'] })
    put(root, { pid: 12, words: ['vim', 'vllm.py.txt'].toSpliced(1, 1) })
    expect(await findServerProcess(port, root, 1)).toBe(10)
    put(root, { pid: 20, words: ['/usr/bin/docker-proxy'], inode: 5 })
    expect(await findServerProcess(port, root, 1)).toBe(10)
  })

  it('takes none rather than a wrong one: several that fit equally, or nobody who listens', async () => {
    const root = tempFolder()
    listenOn(root, listens(5, 1_234_567))
    put(root, { pid: 10, words: ['ollama', 'serve'] })
    put(root, { pid: 11, words: ['vllm', 'serve'] })
    expect(await findServerProcess(port, root, 1)).toBeNull()
    put(root, { pid: 12, words: ['vllm', 'serve', '--port=8080'] })
    expect(await findServerProcess(port, root, 1)).toBe(12)
    listenOn(root, '')
    expect(await findServerProcess(port, root, 1)).toBeNull()
  })

  it('knows a server by its program, not by a path somewhere in a shell’s words', () => {
    expect(isServerCommand(['python3', '-m', 'sglang.launch_server'])).toBe(true)
    expect(isServerCommand(['bash', '-c', 'ollama serve'])).toBe(false)
    expect(isServerCommand([])).toBe(false)
  })
})

it('knows its own addresses, and the port that a scheme implies', async () => {
  expect(endpointOf('http://[::1]:11434/v1')).toEqual({ host: '::1', port: 11_434 })
  expect(endpointOf('https://models.test/v1').port).toBe(443)
  expect([await isThisMachine('localhost'), await isThisMachine('127.0.0.1'), await isThisMachine('::1'), await isThisMachine('192.0.2.1')]).toEqual([true, true, true, false])
})

it('own memory is resident less shared', () => {
  expect(parseAnonBytes('900 100 30 1 0 5 0', 4_096)).toBe(70 * 4_096)
  expect(parseAnonBytes('', 4_096)).toBeNull()
})

function watched(root: string, apiBaseUrl = `http://127.0.0.1:${port}/v1`) {
  const events: SessionEvent[] = []
  const log = new SignalLog((event) => void events.push(event))
  const source = createServerSource({ procRoot: root, platform: 'linux', ownPid: 1 })
  const time = { nowMs: 0 }
  source.start(log, { nowMs: () => time.nowMs }, { target: { ...target, apiBaseUrl } })
  const read = (signal: string) => log.read(new SignalCursor()).find((series) => series.signal === signal)
  const tick = () => {
    time.nowMs += 1_000
    source.sample?.('slow', time.nowMs)
  }
  return { source, events, read, tick }
}

describe('the source', () => {
  it('sums the whole tree: CPU of one core, memory, threads', async () => {
    const root = tempFolder()
    listenOn(root, listens(5))
    put(root, { pid: 10, words: ['ollama', 'serve'], inode: 5, ticks: 100, rssPages: 10, anonPages: 4 })
    put(root, { pid: 11, parent: 10, words: ['runner'], ticks: 0, rssPages: 100, anonPages: 6 })
    const { source, read, tick } = watched(root)
    await eventually(() => expect(source.status().running).toBe(true))
    tick()
    put(root, { pid: 10, words: ['ollama', 'serve'], inode: 5, ticks: 110, rssPages: 10, anonPages: 4 })
    put(root, { pid: 11, parent: 10, words: ['runner'], ticks: 150, rssPages: 100, anonPages: 6 })
    tick()
    source.stop()
    expect(Array.from(read('srv.cpu')?.value ?? [])).toEqual([160])
    expect(read('srv.rss')?.value[0]).toBe(110 * 4_096)
    expect(read('srv.rss.anon')?.value[0]).toBe(10 * 4_096)
    expect(read('srv.threads')?.value[0]).toBe(4)
  })

  it('leaves a gap when the server goes and marks the new one as a restart, also under the same number', async () => {
    const root = tempFolder()
    listenOn(root, listens(5))
    put(root, { pid: 10, words: ['llama-server'], inode: 5, start: 5 })
    const { source, events, read, tick } = watched(root)
    await eventually(() => expect(source.status().running).toBe(true))
    tick()
    put(root, { pid: 10, words: ['llama-server'], inode: 6, start: 900 })
    listenOn(root, listens(6))
    tick()
    expect(read('srv.rss')?.reason).toBe('lost')
    tick()
    tick()
    await eventually(() => expect(events.map(({ kind }) => kind)).toEqual(['server-restarted']))
    await eventually(() => expect(source.status().running).toBe(true))
    tick()
    source.stop()
    expect(Array.from(read('srv.rss')?.value ?? [])).toEqual([4_096, Number.NaN, 4_096])
  })

  it('says so when the server is elsewhere, or can not be found', async () => {
    const remote = watched(tempFolder(), 'http://192.0.2.1:8000/v1')
    await eventually(() => expect(remote.read('srv.cpu')?.reason).toBe('remote'))
    const nobody = watched(tempFolder())
    await eventually(() => expect(nobody.read('srv.rss')?.reason).toBe('not-found'))
    remote.source.stop()
    nobody.source.stop()
  })
})
