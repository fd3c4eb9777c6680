/** A calibration from the host's side: the simulator in its own process, the real engine against it, the truth handed to the recorder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calibrationPlan, calibrationScripts, loadIssue, type AnswerScript } from '../core/measure/calibration-run.ts'
import type { Calibration, CalibrationLoad } from '../core/model/calibration.ts'
import type { SessionId } from '../core/model/ids.ts'
import type { Result } from '../core/result.ts'
import { httpGet } from '../node/servers/http-get.ts'
import { createTranslate } from '../shared/i18n/index.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import type { RecorderClient } from './recorder-client.ts'
import type { RunEnd, RunEngine } from './run-controller.ts'

/** A simulator in script mode, in a process of its own. */
export interface ScriptedServer {
  readonly url: string
  readonly model: string
  stop(): void
}

/** Starts one with the scripts in a JSON file. How depends on the host: app or terminal. */
export type StartScripted = (scriptFile: string) => Promise<Result<ScriptedServer, string>>

export interface CalibrateOptions {
  readonly engine: RunEngine
  readonly recorder: RecorderClient
  readonly startServer: StartScripted
  readonly load: CalibrationLoad
}

const truthTimeoutMs = 60_000
const maxTruthBytes = 128 * 2 ** 20

/** Takes about the load's duration and a few seconds. Fails with `plan/invalid`, `sim/failed`, `calibration/failed`, `process/gone` or a database error. */
export async function calibrate(options: CalibrateOptions): Promise<IpcResult<Calibration>> {
  const { load, startServer } = options
  const issue = loadIssue(load)
  if (issue !== null) return failed('plan/invalid', createTranslate('en')(`errors:calibrationLoad.${issue.key}`, issue.params))
  const server = await startWithScripts(startServer, calibrationScripts(load))
  if (!server.ok) return failed('sim/failed', server.error)
  try {
    return await runAgainst(server.value, options)
  } finally {
    server.value.stop()
  }
}

/** The file is gone as soon as the server has read it, so that nothing is left behind by an app that is closed meanwhile. */
async function startWithScripts(start: StartScripted, scripts: readonly AnswerScript[]): Promise<Result<ScriptedServer, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-calibration-'))
  try {
    const scriptFile = join(folder, 'scripts.json')
    writeFileSync(scriptFile, JSON.stringify(scripts))
    return await start(scriptFile)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runAgainst(server: ScriptedServer, { engine, recorder, load }: CalibrateOptions): Promise<IpcResult<Calibration>> {
  const begun = await recorder.call('calibration:begin', load)
  if (!begun.ok) return begun
  const { sessionId, originNs } = begun.value
  const ended = endOf(engine, sessionId)
  const plan = calibrationPlan(`${server.url}/v1`, server.model, load)
  engine.run({ type: 'run', sessionId, plan, apiKey: null, originNs, extras: { fields: {}, requestIdPrefix: '' } })
  const truth = await truthAfter(server, await ended)
  const stored = await recorder.call('calibration:end', { sessionId, truth: truth.ok ? truth.value : null })
  if (!truth.ok) return truth
  if (!stored.ok) return stored
  return stored.value === null ? failed('calibration/failed', null) : { ok: true, value: stored.value }
}

type EngineEnd = Pick<RunEnd, 'status' | 'failure'>

/** Null when the engine died. */
function endOf(engine: RunEngine, sessionId: SessionId): Promise<EngineEnd | null> {
  return new Promise((resolve) => {
    const remove = engine.onEnded((end) => {
      if (end.sessionId !== sessionId) return
      remove()
      resolve(end)
    })
    engine.onExit(() => resolve(null))
  })
}

async function truthAfter(server: ScriptedServer, end: EngineEnd | null): Promise<IpcResult<string>> {
  if (end === null) return failed('process/gone', 'engine')
  if (end.status !== 'completed') return failed('calibration/failed', end.failure?.detail ?? end.status)
  const answer = await httpGet(`${server.url}/dyno/truth`, { timeoutMs: truthTimeoutMs, apiKey: null, maxBytes: maxTruthBytes })
  return answer.ok ? { ok: true, value: answer.value.text } : failed('calibration/failed', answer.error.detail)
}

function failed(code: IpcError['code'], detail: string | null): { readonly ok: false; readonly error: IpcError } {
  return { ok: false, error: { code, detail } }
}
