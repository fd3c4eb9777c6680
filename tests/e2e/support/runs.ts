// A run short enough for a test, and what can be read off a session from outside.

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { answerSaveDialog } from '../../../scripts/lib/app/launch.ts'
import type { RunningApp } from '../../../scripts/lib/app/launch.ts'
import type { RunForm } from '../../../scripts/lib/app/views.ts'
import { expect } from './fixtures.ts'

/** Simulator options: answers of a fraction of a second, so that seconds hold many of them. */
export const fastMachine = ['--decode-ms', '4', '--decode-ms-per-seq', '0.5'] as const

/** Two stages of two seconds. */
export const shortRun = {
  stages: [1, 2],
  stageDurationS: 2,
  warmupRequests: 1,
  promptTokens: 32,
  outputTokens: 16,
  pauseS: 0,
  drainS: 5,
  baselineS: 0.5,
  tailS: 0.5,
} as const satisfies Omit<RunForm, 'url'>

/** One user, for so long that the test decides when it ends. */
export const longRun = { ...shortRun, stages: [2], stageDurationS: 120 } as const satisfies Omit<RunForm, 'url'>

interface ExportedRequest {
  readonly stage: number
  readonly warmup: boolean
  readonly outcome: string
  readonly endAtMs: number
}

/** The parts of the JSON export that tests look at. */
export interface ExportedSession {
  readonly session: { readonly name: string; readonly status: string; readonly failure: { readonly code: string } | null }
  readonly target: { readonly simulated: boolean }
  readonly plan: { readonly workload: unknown; readonly stages: readonly unknown[] }
  readonly stages: readonly {
    readonly concurrency: number | null
    readonly ratePerS: number | null
    readonly metrics: Readonly<Record<string, { readonly n: number; readonly p50: number | null }>>
  }[]
  readonly requests: readonly ExportedRequest[]
  readonly client: { readonly stampedBy: string | null; readonly calibration: object | null; readonly cost: { readonly parts: readonly { readonly process: string }[] } }
  readonly telemetry: readonly { readonly signal: string; readonly tMs: readonly number[] }[]
}

/** Exports the session on screen and holds the file against the schema. */
export async function exportJson(app: RunningApp, path: string): Promise<ExportedSession> {
  const { electron, page, t } = app
  await answerSaveDialog(electron, path)
  await page.getByRole('button', { name: t('session:export.json') }).click()
  await expect(page.getByText(t('session:export.saved', { fileName: path.split('/').at(-1) ?? '' }))).toBeVisible()
  const text = readFileSync(path, 'utf8')
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  const isValid = ajv.compile(JSON.parse(readFileSync('resources/session.schema.json', 'utf8')))
  const session = JSON.parse(text)
  isValid(session)
  expect(isValid.errors ?? []).toEqual([])
  return session
}
