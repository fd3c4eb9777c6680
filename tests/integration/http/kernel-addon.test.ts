/** The addon by itself: no argument crashes it, and its records say what the sockets held. Where set-up could not compile it, there is nothing to test. */
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { kernelAddon, recordColumns, type NativeReads } from '../../../src/node/http/kernel-addon.ts'
import { eventually } from '../../support/eventually.ts'

const addon = kernelAddon()!
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close()
})

function opened(onReady: () => void = () => undefined): NativeReads {
  const reads = new addon.KernelReads(onReady)
  closers.push(() => reads.close())
  return reads
}

/** Two ends of a loopback connection; nobody reads the near one. */
async function pair(): Promise<{ readonly fd: number; readonly near: Socket; readonly far: Socket }> {
  const server = createServer({ noDelay: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1').pause()
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [[Socket], unknown]
  far.on('error', () => undefined)
  near.on('error', () => undefined)
  closers.push(() => {
    near.destroy()
    far.destroy()
    server.close()
  })
  const { _handle: handle } = near as unknown as { readonly _handle: { readonly fd: number } }
  return { fd: handle.fd, near, far }
}

type Read = readonly [id: number, text: string, kind: number]

async function readUntil(reads: NativeReads, isEnough: (all: readonly Read[]) => boolean, bytes = Buffer.alloc(1 << 20), records = new Float64Array(64 * recordColumns)): Promise<readonly Read[]> {
  const all: Read[] = []
  await eventually(() => {
    const count = reads.poll(bytes, 0, records)
    let from = 0
    for (let i = 0; i < count; i += 1) {
      const [id = -1, end = 0, , kind = 0] = records.subarray(i * recordColumns)
      all.push([id, bytes.toString('latin1', from, end), kind])
      from = end
    }
    return isEnough(all)
  })
  return all
}

const joined = (all: readonly Read[], id: number): string => all.map(([of, text]) => (of === id ? text : '')).join('')
const hasEnded = (all: readonly Read[]): boolean => all.some(([, , kind]) => kind !== 0 && kind !== 1)

describe.runIf(kernelAddon() !== null)('the addon', () => {
  it('throws on anything that is no socket, no number of one, or no memory', async () => {
    const reads = opened() as unknown as Record<string, (...args: readonly unknown[]) => unknown>
    const { fd } = await pair()
    const file = openSync('/dev/null', 'r')
    closers.push(() => closeSync(file))
    for (const bad of [undefined, null, 'x', -1, 1.5, Number.NaN, 2 ** 40, {}, file, 1_000_000]) expect(() => reads['add']!(bad)).toThrow()
    const id = reads['add']!(fd)
    for (const bad of [undefined, 'x', -1, 1e9, Number.NaN, (id as number) + 1]) expect(() => reads['remove']!(bad), String(bad)).toThrow()
    const [bytes, records] = [Buffer.alloc(64), new Float64Array(8)]
    const detached = new Uint8Array(8)
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    for (const bad of [[], [bytes], [bytes, 0], [bytes, -1, records], [bytes, 65, records], ['x', 0, records], [bytes, 0, bytes], [records, 0, records], [new Uint16Array(8), 0, records]]) {
      expect(() => reads['poll']!(...bad)).toThrow()
    }
    expect(reads['poll']!(detached, 0, records)).toBe(0)
    expect(reads['poll']!(bytes, 64, new Float64Array(0))).toBe(0)
    for (const bad of [undefined, 1, 'on']) expect(() => reads['watch']!(bad)).toThrow()
    for (const bad of [undefined, 0, -5, 1e9, 'x']) expect(() => reads['rest']!(bad)).toThrow()
    for (const method of ['add', 'remove', 'poll', 'watch', 'rest', 'close']) expect(() => reads[method]!.call({}, 1)).toThrow()
    const { KernelReads } = addon as unknown as { readonly KernelReads: new (...args: readonly unknown[]) => unknown }
    expect(() => new KernelReads()).toThrow()
    expect(() => (KernelReads as unknown as () => void)()).toThrow()
    reads['remove']!(id)
    expect(() => reads['remove']!(id)).toThrow()
    reads['close']!()
    expect(() => reads['add']!(fd)).toThrow()
    expect(() => reads['close']!()).not.toThrow()
  })

  it('reads what came, then the end, once', async () => {
    const reads = opened()
    const { fd, far } = await pair()
    const id = reads.add(fd)
    far.end('hello')
    const all = await readUntil(reads, hasEnded)
    expect(all).toEqual([[id, 'hello', 0], [id, '', 2]])
    expect(reads.poll(Buffer.alloc(8192), 0, new Float64Array(8))).toBe(0)
  })

  it('tells a reset by its errno', async () => {
    const reads = opened()
    const { fd, far } = await pair()
    const id = reads.add(fd)
    far.resetAndDestroy()
    expect((await readUntil(reads, hasEnded)).at(-1)).toEqual([id, '', -104])
  })

  it('goes on where memory for bytes or records was too small', async () => {
    const reads = opened()
    const pairs = await Promise.all(Array.from({ length: 5 }, pair))
    const texts = pairs.map((_, i) => String(i).repeat(60_000))
    const ids = pairs.map(({ fd }) => reads.add(fd))
    pairs.forEach(({ far }, i) => far.end(texts[i]!))
    const all = await readUntil(reads, (soFar) => soFar.filter(([, , kind]) => kind === 2).length === 5, Buffer.alloc(10_000), new Float64Array(2 * recordColumns))
    expect(ids.map((id) => joined(all, id) === texts[ids.indexOf(id)])).toEqual([true, true, true, true, true])
  })

  it('is not misled by a number that comes to mean another socket', async () => {
    const reads = opened()
    const first = await pair()
    const id = reads.add(first.fd)
    first.near.destroy()
    await once(first.near, 'close')
    const second = await pair()
    second.far.write('second')
    first.far.write('first')
    expect(joined(await readUntil(reads, (all) => joined(all, id) === 'first'), id)).toBe('first')
    reads.remove(id)
    const next = reads.add(second.fd)
    expect(joined(await readUntil(reads, (all) => all.length > 0), next)).toBe('second')
  })

  it('calls as soon as something comes, and after a rest', async () => {
    let called: () => void = () => undefined
    const next = (): Promise<void> => new Promise((resolve) => {
      called = resolve
    })
    const reads = opened(() => called())
    const { fd, far } = await pair()
    reads.add(fd)
    reads.watch(true)
    const waiting = next()
    far.write('x')
    await waiting
    reads.watch(false)
    const resting = next()
    const from = addon.nowMs()
    reads.rest(3000)
    await resting
    expect(addon.nowMs() - from).toBeGreaterThanOrEqual(3)
  })

  it('lets a worker end that never closed it, and one that is killed', async () => {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      const module_ = { exports: {} }
      process.dlopen(module_, workerData.file)
      globalThis.kept = Array.from({ length: 3 }, () => new module_.exports.KernelReads(() => undefined))
      kept[0].watch(true)
      if (workerData.ends) { kept[0].watch(false); kept[2].close() } else parentPort.postMessage('ready')`
    const { kernelReads: file } = JSON.parse(await (await import('node:fs/promises')).readFile('.cache/runtime.json', 'utf8')) as { readonly kernelReads: string }
    const ending = new Worker(code, { eval: true, workerData: { file, ends: true } })
    expect(await once(ending, 'exit')).toEqual([0])
    const killed = new Worker(code, { eval: true, workerData: { file, ends: false } })
    await once(killed, 'message')
    expect(await killed.terminate()).toBe(1)
  })
})
