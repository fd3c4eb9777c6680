import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SessionId } from '../../../src/core/model/ids.ts'
import { recorderRig } from '../../support/recorder-rig.ts'
import { storeSession } from '../../support/store-session.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const reader = new URL('../../../src/background/reader.worker.ts', import.meta.url)

function withTwo(options: { readonly reader?: URL }) {
  const dbPath = join(tempFolder(), 'sessions.sqlite')
  const ids = ['a', 'b'].map((id, seed) => storeSession(dbPath, fakeStoredSession({ seed }), { id, name: id, createdAtMs: 1 }))
  return { ...recorderRig({ dbPath, ...options }), ids }
}

describe('sessions read in a thread of their own', () => {
  it('come out as those read in the recorder', async () => {
    const threaded = withTwo({ reader })
    const local = withTwo({})
    const sessionId = threaded.ids[0]!
    for (const rig of [threaded, local]) await rig.ask('diagnosis:limits', {})
    expect(await threaded.ask('sessions:get', { sessionId })).toEqual(await local.ask('sessions:get', { sessionId }))
    expect(await threaded.ask('sessions:diagnose', { sessionId, range: null })).toEqual(await local.ask('sessions:diagnose', { sessionId, range: null }))
    expect(await threaded.ask('sessions:compare', { sessionIds: threaded.ids })).toEqual(await local.ask('sessions:compare', { sessionIds: local.ids }))
  })

  it('leave the recorder free to answer meanwhile', async () => {
    const order = async (options: { readonly reader?: URL }) => {
      const rig = withTwo(options)
      const answered: string[] = []
      await Promise.all([
        rig.ask('sessions:compare', { sessionIds: rig.ids }).then(() => answered.push('compare')),
        rig.ask('sessions:list', null).then(() => answered.push('list')),
      ])
      return answered
    }
    expect(await order({ reader })).toEqual(['list', 'compare'])
    expect(await order({})).toEqual(['compare', 'list'])
  })

  it('keep their errors, and see a session that was renamed', async () => {
    const { ask, ids } = withTwo({ reader })
    await expect(ask('sessions:get', { sessionId: 'nobody' as SessionId })).rejects.toThrow('session/unknown')
    expect((await ask('sessions:get', { sessionId: ids[0]! })).meta.name).toBe('a')
    await ask('sessions:update', { sessionId: ids[0]!, name: 'renamed' })
    expect((await ask('sessions:get', { sessionId: ids[0]! })).meta.name).toBe('renamed')
  })

  it('answer with an error when the thread ends, and the recorder goes on', async () => {
    const { ask, ids } = withTwo({ reader: new URL('data:text/javascript,process.exit(0)') })
    await expect(ask('sessions:get', { sessionId: ids[0]! })).rejects.toThrow('process/gone')
    expect(await ask('sessions:list', null)).toHaveLength(2)
    await expect(ask('sessions:get', { sessionId: ids[0]! })).rejects.toThrow('process/gone')
  })
})
