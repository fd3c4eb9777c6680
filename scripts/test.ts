// Runs every check in order and ends with one line: how many passed and how many failed.

import { parseArgs } from 'node:util'
import { stages } from './lib/test-stages.ts'
import type { StageResult } from './lib/test-stages.ts'

/** The whole run has to fit into 40 minutes, set-up included. */
const DEADLINE_MS = 35 * 60_000

const names = stages.map(({ name }) => name)
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } }, allowPositionals: false })
const wanted = values.only?.flatMap((list) => list.split(',')) ?? names
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`no such stage: ${unknown.join(', ')}; there are ${names.join(', ')}\n`)
  process.exit(2)
}

const startedAt = Date.now()
const results: StageResult[] = []
for (const stage of stages.filter(({ name }) => wanted.includes(name))) {
  process.stdout.write(`\n=== ${stage.name}\n`)
  const stageStartedAt = Date.now()
  const result = await stage.run(Math.max(1, DEADLINE_MS - (stageStartedAt - startedAt)))
  results.push(result)
  const seconds = ((Date.now() - stageStartedAt) / 1000).toFixed(1)
  process.stdout.write(
    `=== ${stage.name}: ${result.passed} passed, ${result.failed} failed${result.skipped > 0 ? `, ${result.skipped} skipped` : ''} (${seconds} s)\n`,
  )
}

const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
