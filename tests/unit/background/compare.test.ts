import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyseSession } from '../../../src/core/analysis/index.ts'
import { maxCompared } from '../../../src/core/model/comparison.ts'
import type { SessionId } from '../../../src/core/model/ids.ts'
import { sessionExport } from '../../../src/core/report/index.ts'
import { recorderRig } from '../../support/recorder-rig.ts'
import { storeSession } from '../../support/store-session.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const exported = (seed: number): string => {
  const stored = fakeStoredSession({ seed, name: `Exported ${seed}` })
  return JSON.stringify(sessionExport(stored, analyseSession(stored)))
}

function filledRig() {
  const folder = tempFolder()
  const dbPath = join(folder, 'sessions.sqlite')
  const ids = [1, 2].map((seed) => storeSession(dbPath, fakeStoredSession({ seed, gpu: true }), { id: `S${seed}`, name: `Stored ${seed}`, createdAtMs: seed }))
  return { ...recorderRig({ dbPath }), ids, folder }
}

describe('a comparison', () => {
  test('is of stored sessions, in the order asked for, with figures, curves and series in columns', async () => {
    const { ask, ids } = filledRig()
    const { sessions, stages } = await ask('sessions:compare', { sessionIds: ids.toReversed() })
    expect(sessions.map(({ label, meta }) => `${label} ${meta.name}`)).toEqual(['A Stored 2', 'B Stored 1'])
    const run = stages[0]?.runs[0]
    expect(run?.figures.ttftP50Ms.n).toBeGreaterThan(5)
    expect(run?.curves.ttftMs?.valuesMs).toBeInstanceOf(Float64Array)
    expect(run?.overlays.map(({ signal }) => signal)).toEqual(expect.arrayContaining(['req.tokens', 'gpu.util']))
    for (const { tMs } of run?.overlays ?? []) expect(tMs[0]).toBeGreaterThanOrEqual(0)
  })

  test('names the session that is not there', async () => {
    const { ask, ids } = filledRig()
    await expect(ask('sessions:compare', { sessionIds: [...ids, 'gone' as SessionId] })).rejects.toThrow('session/unknown: gone')
  })

  test('takes exported sessions beside stored ones, by text or path, and stores none of them', async () => {
    const { ask, ids, folder } = filledRig()
    const path = join(folder, 'exported.json')
    writeFileSync(path, exported(7))
    const files = [await ask('sessions:import', { path }), await ask('sessions:import', { text: exported(8) })]
    expect(files.map(({ name }) => name)).toEqual(['Exported 7', 'Exported 8'])
    const { sessions } = await ask('sessions:compare', { sessionIds: [...ids, ...files.map(({ sessionId }) => sessionId)] })
    expect(sessions.map(({ meta }) => meta.name)).toEqual(['Stored 1', 'Stored 2', 'Exported 7', 'Exported 8'])
    expect(await ask('sessions:list', null)).toHaveLength(2)
    await expect(ask('sessions:get', { sessionId: files[0]!.sessionId })).rejects.toThrow('session/unknown')
  })

  test('refuses what is no exported session or can not be read', async () => {
    const { ask, folder } = filledRig()
    await expect(ask('sessions:import', { text: '{' })).rejects.toThrow('session/invalid')
    await expect(ask('sessions:import', { text: '{"format":"llm-dyno-session"}' })).rejects.toThrow('session/invalid')
    await expect(ask('sessions:import', { path: join(folder, 'none.json') })).rejects.toThrow('file/unreadable')
  })

  test('holds as many opened files as can be compared', async () => {
    const { ask } = filledRig()
    const files = []
    for (let i = 0; i <= maxCompared; i += 1) files.push((await ask('sessions:import', { text: exported(9) })).sessionId)
    await expect(ask('sessions:compare', { sessionIds: files.slice(0, 2) })).rejects.toThrow('session/unknown')
    expect((await ask('sessions:compare', { sessionIds: files.slice(1) })).sessions).toHaveLength(maxCompared)
  })
})
