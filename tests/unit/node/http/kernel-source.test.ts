/** How often the kernel source looks at its sockets, against an addon that only plays what would have arrived. */
import { beforeEach, describe, expect, it } from 'vitest'
import { recordColumns, recordKinds, type KernelAddon, type NativeReads } from '../../../../src/node/http/kernel-addon.ts'
import { KernelSource } from '../../../../src/node/http/kernel-source.ts'
import { ReadQueue, type ReadOwner } from '../../../../src/node/http/read-queue.ts'

const silent: ReadOwner = { onRead: () => undefined, onReadEnd: () => undefined }
let clockMs = 0
let orders: (string | number)[] = []
let reads = 0
let onReady = (): void => undefined

class Played implements NativeReads {
  private added = 0

  constructor(listener: () => void) {
    onReady = listener
  }

  add(): number {
    this.added += 1
    return this.added - 1
  }

  /** One byte for each socket in turn. */
  poll(_bytes: Uint8Array, from: number, records: Float64Array): number {
    for (let i = 0; i < reads; i += 1) records.set([i % this.added, from + i + 1, clockMs, recordKinds.byKernel], i * recordColumns)
    return reads
  }

  watch(isOn: boolean): void {
    orders.push(isOn ? 'watch' : 'off')
  }

  rest(us: number): void {
    orders.push(us)
  }

  remove(): void {
    orders.push('remove')
  }

  close(): void {
    orders.push('close')
  }
}

const addon: KernelAddon = { KernelReads: Played, nowMs: () => clockMs, wakeSoon: () => false }

beforeEach(() => {
  clockMs = 0
  orders = []
  reads = 0
})

function sourceOf(sockets: number): KernelSource {
  const source = KernelSource.open(addon, new ReadQueue(() => clockMs), () => clockMs)
  if (source === null) throw new Error('not opened')
  for (let fd = 0; fd < sockets; fd += 1) source.add(fd, silent)
  return source
}

/** `looks` times after 10 ms each: so many reads, and so many answers complete. What it ordered last. */
function play(source: KernelSource, looks: number, readsEach: number, answersEach: number): string | number | undefined {
  for (let look = 0; look < looks; look += 1) {
    clockMs += 10
    reads = readsEach
    for (let n = 0; n < answersEach; n += 1) source.noteAnswer()
    onReady()
  }
  return orders.at(-1)
}

describe('KernelSource', () => {
  it('is woken by what comes while little does, and looks in steps while much does', () => {
    const source = sourceOf(256)
    expect(play(source, 5, 3, 0)).toBe('watch')
    expect(play(source, 5, 100, 1)).toBe(2000)
    expect(play(source, 5, 3, 0)).toBe('watch')
  })

  it('looks more often while the tokens of one stream follow each other closely', () => {
    expect(play(sourceOf(8), 5, 100, 0)).toBe(250)
  })

  it('does not let users wait whose answers are short, because a rest would be a good part of their time', () => {
    const source = sourceOf(16)
    expect(play(source, 5, 60, 50)).toBe('watch')
    // 640 at once, each for 200 ms: half of 2 ms is little.
    expect(play(sourceOf(640), 5, 320, 32)).toBe(2000)
    // 640 at once, each for 64 ms.
    expect(play(sourceOf(640), 5, 320, 100)).toBe(250)
  })

  it('stops watching when its last socket is gone', () => {
    const source = sourceOf(1)
    source.remove(0)
    expect(orders).toEqual(['watch', 'remove', 'off'])
  })
})
