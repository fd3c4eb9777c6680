/** Stamps of the kernel don't depend on when this thread comes to read; those of the client do. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, it } from 'vitest'
import { sessionClock } from '../../../src/node/clock.ts'
import { HttpClient } from '../../../src/node/http/http-client.ts'
import { kernelAddon, type KernelAddon } from '../../../src/node/http/kernel-addon.ts'
import { eventually } from '../../support/eventually.ts'
import type { EventScript, SentEvent } from './event-script.ts'

/** The thread is blocked for the most part of each gap between two events. */
const script: EventScript = { events: 12, gapMs: 60 }
const blockedMs = 50
const awakeMs = 3
const request = Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi')
const workers: Worker[] = []

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate()
})

function block(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockedMs)
}

/** How much later than its sending each event was stamped, ms; negative where before. */
async function stampDelays(addon: KernelAddon | null): Promise<readonly number[]> {
  const worker = new Worker(new URL('scripted-server.worker.ts', import.meta.url), { workerData: script })
  workers.push(worker)
  const [port] = (await once(worker, 'message')) as [number]
  const sent: SentEvent[] = []
  worker.on('message', (event: SentEvent) => sent.push(event))
  const clock = sessionClock(0n)
  const client = new HttpClient({ url: new URL(`http://127.0.0.1:${port}/`), address: '127.0.0.1', port, isTls: false, serverName: null }, clock.nowMs, addon)
  const stamps = new Map<string, number>()
  let isOver = false
  client.send(request, {
    onSent: () => undefined,
    onHead: () => undefined,
    onBody: (bytes, start, end, atMs) => {
      const text = Buffer.from(bytes.subarray(start, end)).toString()
      for (const line of text.split('\n')) if (line !== '') stamps.set(line, atMs)
    },
    onEnd: () => {
      isOver = true
    },
    onFailure: ({ message }) => {
      throw new Error(message)
    },
  })
  const blocking = setInterval(block, awakeMs)
  try {
    await eventually(() => isOver && sent.length === script.events)
  } finally {
    clearInterval(blocking)
    client.close()
  }
  return sent.map(({ index, beforeNs, afterNs }) => {
    const atMs = stamps.get(`event ${index}`) ?? Number.NaN
    const [beforeMs, afterMs] = [Number(beforeNs) / 1e6, Number(afterNs) / 1e6]
    return atMs < beforeMs ? atMs - beforeMs : Math.max(0, atMs - afterMs)
  })
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

it.runIf(kernelAddon() !== null)('keeps the time of arrival while the thread is blocked, which the client by itself can not', async () => {
  const byKernel = await stampDelays(kernelAddon())
  const byClient = await stampDelays(null)
  // Two events that came within one block, on a crowded machine, share the later stamp: so the median, not the worst.
  expect(Math.abs(median(byKernel))).toBeLessThan(5)
  expect(Math.min(...byKernel)).toBeGreaterThan(-1)
  expect(Math.max(...byClient)).toBeGreaterThan(20)
})
