/** `dyno diagnose` draws its lines where the window's settings put them, and says so. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labSession } from '../../support/lab-sessions.ts'
import { storeSession } from '../../support/store-session.ts'

interface Document {
  readonly diagnosis: readonly { readonly id: string; readonly evidence: readonly { readonly n: number; readonly of: string }[] }[]
  readonly limits: { readonly fewSlots: number; readonly moved: { readonly settings: object; readonly options: object } }
}

describe('dyno diagnose', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-diagnose-'))
  const db = join(folder, 'sessions.sqlite')
  const settings = join(folder, 'settings.json')
  const dyno = (...args: readonly string[]) => spawnSync(process.execPath, [resolve('src/cli/index.ts'), 'diagnose', 'last', '--db', db, ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  const document = (...args: readonly string[]) => JSON.parse(dyno('--json', '-', ...args).stdout) as Document
  const ids = (...args: readonly string[]) => document(...args).diagnosis.map(({ id }) => id)

  beforeAll(() => { storeSession(db, labSession('parallel-slots', 420), { id: 'SLOTS', name: 'Slots', createdAtMs: 1_000 }) })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('uses the usual limits where nobody moved any', () => {
    rmSync(settings, { force: true })
    expect(ids()).toContain('parallel-slots')
    expect(dyno('--lang', 'en').stdout).toContain('Limits of the rules: all the usual ones.')
    expect(dyno('--lang', 'en').stdout).toMatch(/^Experience: .+\nCapacity: .+\nStability: .+\n\n/)
    expect(dyno('--lang', 'en', '--from', '0', '--to', '30').stdout).not.toContain('Experience: ')
    for (const { evidence } of document().diagnosis) for (const { n, of } of evidence) expect([n >= 0, typeof of]).toEqual([true, 'string'])
  })

  it('takes over those of the window, and says so in both languages', () => {
    writeFileSync(settings, JSON.stringify({ version: 1, language: 'en', diagnosisLimits: { fewSlots: 1, ttftGrowth: 1_000 } }))
    expect(ids()).not.toContain('parallel-slots')
    expect(document().limits).toMatchObject({ fewSlots: 1, moved: { settings: { fewSlots: 1, ttftGrowth: 1_000 }, options: {} } })
    expect(dyno('--lang', 'en').stdout).toContain("moved in the window's settings: ttftGrowth=1000, fewSlots=1")
    expect(dyno('--lang', 'zh-CN').stdout).toContain('在窗口设置中调整过的规则界限：ttftGrowth=1000, fewSlots=1')
    expect(ids('--no-window-limits')).toContain('parallel-slots')
  })

  it('lets the command line go first', () => {
    writeFileSync(settings, JSON.stringify({ diagnosisLimits: { fewSlots: 1 } }))
    expect(document('--limit', 'fewSlots=8').limits).toMatchObject({ fewSlots: 8, moved: { settings: {}, options: { fewSlots: 8 } } })
  })

  it.each(['{', 'null', '{"diagnosisLimits":{"fewSlots":-1}}', '{"diagnosisLimits":{"unknown":1}}'])('uses the usual ones where the settings are %s', (text) => {
    writeFileSync(settings, text)
    expect(dyno('--lang', 'en')).toMatchObject({ status: 0, stdout: expect.stringContaining('all the usual ones') as string })
  })
})
