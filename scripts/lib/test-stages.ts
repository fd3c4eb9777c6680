// The stages of `npm test`: what each one runs and how its outcome is counted.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build.ts'
import { withDisplay } from './display.ts'
import { run } from './run.ts'

/** How many checks of a stage came out which way. */
export interface StageResult {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** One part of the test run. */
export interface Stage {
  readonly name: string
  /** Never throws; takes at most about `limitMs`. */
  readonly run: (limitMs: number) => Promise<StageResult>
}

/** In the order in which they run: the quickest answers first. */
export const stages: readonly Stage[] = [
  { name: 'typecheck', run: (limitMs) => runTool('tsc', ['-b'], limitMs) },
  { name: 'lint', run: (limitMs) => runTool('oxlint', ['--type-aware', '--deny-warnings'], limitMs) },
  { name: 'unit', run: (limitMs) => runVitest('tests/unit', limitMs) },
  { name: 'property', run: (limitMs) => runVitest('tests/property', limitMs) },
  { name: 'integration', run: (limitMs) => runVitest('tests/integration', limitMs) },
  { name: 'build', run: runBuild },
  { name: 'e2e', run: runEndToEnd },
]

/** A tool that says yes or no counts as one check. */
async function runTool(program: string, args: readonly string[], timeoutMs: number): Promise<StageResult> {
  return count(await run(program, args, { timeoutMs }))
}

/** Building is a means, so only its failure counts. */
async function runBuild(timeoutMs: number): Promise<StageResult> {
  const code = await ensureBuilt({ timeoutMs })
  return code === 0 ? { passed: 0, failed: 0, skipped: 0 } : count(code)
}

function count(code: number): StageResult {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

async function runVitest(folder: string, timeoutMs: number): Promise<StageResult> {
  return withReport(async (report) => {
    const code = await run('vitest', ['run', folder, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
      env: plainEnv(),
      timeoutMs,
    })
    const { numPassedTests, numFailedTests, numPendingTests } = readReport(report)
    return settle(code, numPassedTests, numFailedTests, numPendingTests)
  })
}

/** Vitest takes npm's colour settings for its own; logs stay free of them. */
function plainEnv(): NodeJS.ProcessEnv {
  return process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' }
}

async function runEndToEnd(timeoutMs: number): Promise<StageResult> {
  const startedAt = Date.now()
  if ((await ensureBuilt({ timeoutMs })) !== 0) return { passed: 0, failed: 1, skipped: 0 }
  return withReport(async (report) => {
    const code = await withDisplay((env) =>
      run('playwright', ['test', '--reporter=list,json'], {
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        timeoutMs: Math.max(1, timeoutMs - (Date.now() - startedAt)),
      }),
    )
    const { expected, unexpected, flaky, skipped } = readReport(report, 'stats')
    return settle(code, expected, toCount(unexpected) + toCount(flaky), skipped)
  }).catch((error: unknown) => {
    process.stdout.write(`${String(error)}\n`)
    return { passed: 0, failed: 1, skipped: 0 }
  })
}

/** A stage that went wrong, or in which nothing ran, never counts as clean. */
function settle(code: number, passed: unknown, failed: unknown, skipped: unknown): StageResult {
  const result = { passed: toCount(passed), failed: toCount(failed), skipped: toCount(skipped) }
  const isUnexplained = result.failed === 0 && (code !== 0 || result.passed === 0)
  return isUnexplained ? { ...result, failed: 1 } : result
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : 0
}

async function withReport(work: (file: string) => Promise<StageResult>): Promise<StageResult> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-test-'))
  try {
    return await work(join(folder, 'report.json'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @returns the report, or one part of it; empty where the tool did not get to write it */
function readReport(file: string, part?: string): Readonly<Record<string, unknown>> {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    return (part === undefined ? report : report[part]) ?? {}
  } catch {
    return {}
  }
}
