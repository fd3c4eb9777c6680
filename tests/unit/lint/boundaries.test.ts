// Proves with the real linter that each rule about who may import or call what is enforced.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Case {
  /** The file the code is put into; its folder decides which rules hold. */
  readonly file: string
  readonly code: string
  /** The rule that must complain, or null where the code is fine. */
  readonly rule: string | null
}

const IMPORTS = 'no-restricted-imports'
const use = (specifier: string, name = 'thing'): string => `import { ${name} } from '${specifier}';\nexport const used = ${name};\n`
const importing = (file: string, specifier: string, rule: string | null = IMPORTS, name?: string): Case => ({
  file,
  code: use(specifier, name),
  rule,
})
const containing = (file: string, code: string, rule: string | null): Case => ({ file, code, rule })

const cases: readonly Case[] = [
  // The dependency direction.
  importing('src/core/model/a.ts', '../../shared/ipc/envelope.ts'),
  importing('src/core/b.ts', '../node/http/transport.ts'),
  importing('src/core/c.ts', '../renderer/src/app.tsx'),
  importing('src/core/d.ts', './model/plan.ts', null),
  importing('src/shared/a.ts', '../node/db/store.ts'),
  importing('src/shared/b.ts', '../background/port.ts'),
  importing('src/shared/c.ts', '../core/model/plan.ts', null),
  importing('src/node/a.ts', '../background/port.ts'),
  importing('src/node/db/b.ts', '../../main/window.ts'),
  importing('src/node/c.ts', '../shared/ipc/contract.ts', null),
  importing('src/background/a.ts', '../main/window.ts'),
  importing('src/background/b.ts', '../cli/index.ts'),
  importing('src/background/c.ts', '../node/db/store.ts', null),
  importing('src/main/a.ts', '../renderer/src/app.tsx'),
  importing('src/main/b.ts', '../cli/index.ts'),
  importing('src/main/ipc/c.ts', '../../background/port.ts', null),
  importing('src/preload/a.ts', '../core/result.ts'),
  importing('src/preload/b.ts', '../shared/i18n/index.ts'),
  importing('src/preload/c.ts', 'zod'),
  importing('src/preload/d.ts', '../shared/ipc/channels.ts', null),
  importing('src/renderer/src/a.ts', '../../node/db/store.ts'),
  importing('src/renderer/src/b.ts', '../../main/window.ts'),
  importing('src/renderer/src/features/live/c.ts', '../../../../background/port.ts'),
  importing('src/renderer/src/features/live/d.ts', '../../../../core/model/plan.ts', null),
  importing('src/cli/a.ts', '../main/window.ts'),
  importing('src/cli/b.ts', '../background/port.ts', null),
  importing('src/sim/a.ts', '../node/http/transport.ts'),
  importing('src/sim/http/b.ts', '../../shared/ipc/contract.ts'),
  importing('src/sim/http/c.ts', '../../core/result.ts', null),
  // Who may know the outside world.
  importing('src/core/e.ts', 'node:fs'),
  importing('src/core/f.ts', 'zod'),
  importing('src/core/g.ts', 'd3-array', null),
  importing('src/shared/d.ts', 'node:path'),
  importing('src/shared/e.ts', 'zod', null),
  importing('src/renderer/src/e.ts', 'node:fs'),
  importing('src/renderer/src/f.ts', 'electron'),
  importing('src/renderer/src/g.ts', 'better-sqlite3'),
  importing('src/node/d.ts', 'electron'),
  importing('src/node/e.ts', 'react'),
  importing('src/background/d.ts', 'electron/main'),
  importing('src/cli/c.ts', 'electron'),
  importing('src/sim/d.ts', 'electron'),
  importing('src/main/d.ts', 'react'),
  importing('src/main/e.ts', 'electron', IMPORTS, 'ipcMain'),
  importing('src/main/ipc/register.ts', 'electron', null, 'ipcMain'),
  importing('src/main/f.ts', 'electron', IMPORTS, 'safeStorage'),
  importing('src/main/secrets.ts', 'electron', null, 'safeStorage'),
  importing('src/main/g.ts', 'electron', null, 'BrowserWindow'),
  // Time and the environment reach core through ports.
  containing('src/core/h.ts', 'export const now = (): number => Date.now();\n', 'no-restricted-properties'),
  containing('src/core/j.ts', 'export const text = (timeMs: number): string => new Date(timeMs).toISOString();\n', null),
  containing('src/core/i.ts', 'setTimeout(() => undefined, 1);\n', 'no-restricted-globals'),
  containing('src/renderer/src/h.ts', 'export const system = process.platform;\n', 'no-restricted-globals'),
  // Calls that open a way in.
  containing(
    'src/main/h.ts',
    "import { shell } from 'electron';\nexport const open = (url: string): Promise<void> => shell.openExternal(url);\n",
    'no-restricted-properties',
  ),
  containing(
    'src/main/security/safe-open-external.ts',
    "import { shell } from 'electron';\nexport const open = (url: string): Promise<void> => shell.openExternal(url);\n",
    null,
  ),
  containing('src/node/f.ts', 'export const run = (code: string): unknown => eval(code);\n', 'no-eval'),
  containing('src/node/g.ts', 'export const run = (code: string): unknown => new Function(code);\n', 'no-new-func'),
  containing('src/renderer/src/i.tsx', 'export const View = () => <div dangerouslySetInnerHTML={{ __html: location.hash }} />;\n', 'no-danger'),
  // Habits.
  containing('src/node/h.ts', 'export const loose: any = 1;\n', 'no-explicit-any'),
  containing('src/node/i.ts', 'export default 1;\n', 'no-default-export'),
  containing('vite.config.ts', 'export default {};\n', null),
  containing('src/node/camelCase.ts', 'export const fine = 1;\n', 'filename-case'),
  containing('src/node/j.ts', 'const work = async (): Promise<void> => undefined;\nwork();\n', 'no-floating-promises'),
  containing(
    'src/renderer/src/j.tsx',
    "import { useState } from 'react';\nexport const View = ({ on }: { on: boolean }) => {\n  if (on) useState(0);\n  return null;\n};\n",
    'rules-of-hooks',
  ),
  containing('src/renderer/src/k.tsx', "export const View = () => <img src='./a.png' />;\n", 'alt-text'),
  containing('src/renderer/src/l.tsx', 'export const View = ({ go }: { go: () => void }) => <div onClick={go} />;\n', 'click-events-have-key-events'),
]

const project = resolve(import.meta.dirname, '../../..')
const bin = join(project, 'node_modules', '.bin', 'oxlint')
let folder = ''
let complaints: ReadonlyMap<string, readonly string[]> = new Map()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dyno-lint-'))
  cpSync(join(project, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'dir')
  const compilerOptions = {
    strict: true,
    module: 'ESNext',
    moduleResolution: 'Bundler',
    jsx: 'react-jsx',
    noEmit: true,
    allowImportingTsExtensions: true,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
  for (const { file, code } of cases) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), code)
  }
  complaints = lint()
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function lint(): ReadonlyMap<string, readonly string[]> {
  const result = spawnSync(bin, ['--type-aware', '--format=json'], { cwd: folder, encoding: 'utf8', timeout: 50_000 })
  const report: { readonly diagnostics: readonly { readonly filename: string; readonly code?: string }[] } = JSON.parse(result.stdout)
  const found = new Map<string, string[]>()
  for (const { filename, code } of report.diagnostics) {
    found.set(filename, [...(found.get(filename) ?? []), /\(([^)]+)\)/.exec(code ?? '')?.[1] ?? String(code)])
  }
  return found
}

describe('the linter', () => {
  it.each(cases.filter(({ rule }) => rule !== null))('stops $file: $code', ({ file, rule }) => {
    expect(complaints.get(file)).toContain(rule)
  })

  it.each(cases.filter(({ rule }) => rule === null))('lets $file pass: $code', ({ file }) => {
    expect(complaints.get(file) ?? []).toEqual([])
  })

  it('sees each file once', () => {
    expect(new Set(cases.map(({ file }) => file)).size).toBe(cases.length)
  })
})
