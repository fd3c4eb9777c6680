/** `dyno compare` as a person uses it: exported files of another machine, both languages, JSON. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyseSession } from '../../../src/core/analysis/index.ts'
import { sessionExport } from '../../../src/core/report/index.ts'
import { storeSession } from '../../support/store-session.ts'
import { labSession } from '../../support/lab-sessions.ts'

interface Document {
  readonly sessions: readonly { readonly label: string }[]
  readonly stages: readonly { readonly deltas: Readonly<Record<string, readonly (readonly ({ readonly verdict: string } | null)[])[]>> }[]
}

function dyno(...args: readonly string[]) {
  return spawnSync(process.execPath, [resolve('src/cli/index.ts'), 'compare', ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
}

describe('dyno compare', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dyno-compare-'))
  let files: readonly string[]
  beforeAll(() => {
    files = [1, 1.3].map((factor, i) => {
      const stored = labSession('healthy-slots', 400 + i, (behaviour) => ({ ...behaviour, step: ({ gpuMs, hostMs }) => ({ gpuMs: gpuMs * factor, hostMs: hostMs * factor }) }))
      const file = join(folder, `${i}.json`)
      writeFileSync(file, JSON.stringify(sessionExport({ ...stored, meta: { ...stored.meta, name: `run ${i}` } }, analyseSession(stored))))
      return file
    })
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  it('says in words which is slower', () => {
    const { status, stdout, stderr } = dyno(...files, '--lang', 'en')
    expect([status, stderr.replaceAll(/.*ExperimentalWarning.*\n.*\n/g, '')]).toEqual([0, ''])
    expect(stdout).toMatch(/B is \d+ % .*slower/)
    expect(stdout).toContain('run 1')
  })

  it('speaks Chinese', () => {
    expect(dyno(...files, '--lang', 'zh-CN').stdout).toMatch(/B 慢 \d+% ± \d+(\.\d)?%/)
  })

  it('writes JSON and nothing else', () => {
    const document = JSON.parse(dyno(...files, '--json', '-').stdout) as Document
    expect(document.sessions.map(({ label }) => label)).toEqual(['A', 'B'])
    expect(document.stages.map(({ deltas }) => deltas['tpotP50Ms']?.[0]?.[1]?.verdict)).toEqual(['b-higher', 'b-higher', 'b-higher'])
  })

  it('takes ids, "last" and files together', () => {
    const db = join(folder, 'sessions.sqlite')
    storeSession(db, labSession('healthy-slots', 410), { id: 'OLDER', name: 'The older', createdAtMs: 1_000 })
    storeSession(db, labSession('healthy-slots', 411), { id: 'NEWER', name: 'The newer', createdAtMs: 2_000 })
    const { status, stdout } = dyno('OLDER', 'last', files[0]!, '--db', db, '--lang', 'en')
    expect(status).toBe(0)
    expect(stdout).toMatch(/A {2}The older[\s\S]*B {2}The newer[\s\S]*C {2}run 0/)
    expect(dyno('OLDER', 'NOWHERE', '--db', db)).toMatchObject({ status: 1 })
  })

  it('refuses one session, nine, and a file that is no session', () => {
    const bad = join(folder, 'bad.json')
    writeFileSync(bad, '{"format":"other"}')
    expect(dyno(files[0]!)).toMatchObject({ status: 2 })
    expect(dyno(...Array.from({ length: 9 }, () => files[0]!))).toMatchObject({ status: 2 })
    const { status, stderr } = dyno(files[0]!, bad)
    expect(status).toBe(2)
    expect(stderr).toContain('bad.json')
  })
})
