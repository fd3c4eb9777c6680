// Fills a history with copies of sessions that were really run, under all the names, tags and states that a long life brings.

import { randomUUID } from 'node:crypto'
import type { SessionId } from '../../../src/core/model/ids.ts'
import type { SessionFailure, SessionStatus } from '../../../src/core/model/session.ts'
import type { StoredSession } from '../../../src/core/model/stored-session.ts'
import type { SessionListItem } from '../../../src/core/model/view.ts'
import { openStore } from '../../../src/node/db/store.ts'

const DAY_MS = 86_400_000
const BATCH = 500

interface End {
  readonly status: Exclude<SessionStatus, 'running'>
  readonly failure: SessionFailure | null
}

const ends: readonly End[] = [
  { status: 'completed', failure: null },
  { status: 'completed', failure: null },
  { status: 'stopped', failure: null },
  { status: 'completed', failure: null },
  { status: 'interrupted', failure: { code: 'app-ended', detail: '' } },
  { status: 'failed', failure: { code: 'server-died', detail: 'read ECONNRESET' } },
]

const names: readonly string[] = [
  'Nightly',
  'Q4_K_M against Q8_0',
  'Before the driver update',
  '驱动更新之后',
  'x',
  'A name that somebody typed who wanted to remember every single flag of the server: --ctx-size 8192 --parallel 4 --flash-attn --cache-type-k q8_0 --cache-type-v q8_0',
  '8 位量化，四个并发槽，闪存注意力开启，前缀缓存关闭，上下文长度八千一百九十二，第三次重复测量',
  '🧪 <b>not bold</b> & "quoted"',
]
const tags: readonly (readonly string[])[] = [
  [],
  ['nightly'],
  ['q4', 'baseline'],
  ['a-tag-that-is-as-long-as-tags-can-be-here', '基线', 'laptop', 'on battery', 'retest'],
]

/** Adds `count` copies of the sessions in the database, a few a day back in time. */
export function copyHistory(databaseFile: string, count: number): void {
  const store = openStore(databaseFile)
  try {
    const originals = store.sessions.list().flatMap((item) => {
      const stored = store.load(item.id)
      return stored === null ? [] : [{ item, stored }]
    })
    for (let i = 0; i < count; i += 1) {
      const original = originals[i % originals.length]
      if (original !== undefined) copy(store, original.item, original.stored, i)
    }
    store.checkpoint()
  } finally {
    store.close()
  }
}

function copy(store: ReturnType<typeof openStore>, item: SessionListItem, stored: StoredSession, nth: number): void {
  const { meta, requests, events, clientSamples, telemetry } = stored
  const id = randomUUID() as SessionId
  const createdAtMs = meta.createdAtMs - (nth + 1) * (DAY_MS / 3)
  const pk = store.create(
    { id, name: names[nth % names.length] ?? '', createdAtMs, plan: meta.plan, host: meta.host },
    { pid: process.pid, start: null },
  )
  store.write(pk, { requests: requests.slice(0, BATCH), events, clientSamples, telemetry }, createdAtMs)
  const { status, failure } = ends[nth % ends.length] ?? { status: 'completed', failure: null }
  store.finish(pk, { status, failure, durationMs: meta.durationMs ?? 0 })
  const { ttftP95Ms, tpotP50Ms, bestOutputTokensPerS, clientValid } = item
  store.setSummary(
    pk,
    status === 'failed'
      ? { ttftP95Ms: null, tpotP50Ms: null, bestOutputTokensPerS: null, clientValid }
      : { ttftP95Ms, tpotP50Ms, bestOutputTokensPerS, clientValid },
  )
  store.update(id, null, tags[nth % tags.length] ?? [])
}
