import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { processStart } from '../../../src/node/process-identity.ts'
import { eventually } from '../../support/eventually.ts'
import { fakeNvidiaSmi, gpuRow, loopOf } from '../../support/fake-nvidia-smi.ts'
import { recorderRig } from '../../support/recorder-rig.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const childScript = fileURLToPath(new URL('./recording-child.ts', import.meta.url))

test('after kill -9 the session is interrupted, with every request up to a second before, and no child process is left', async () => {
  const dbPath = join(tempFolder(), 'sessions.sqlite')
  // Ignores a broken pipe, as the worst of them do: only the clean-up at the next start ends it.
  const smi = fakeNvidiaSmi({ loop: `trap '' PIPE\n${loopOf(gpuRow())}` })
  const child = spawn(process.execPath, [childScript, dbPath, smi.path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const lines = () => printed.split('\n').slice(0, -1)
  await eventually(() => lines().length >= 100, 15_000)

  // While it lives, a second process sees it running and leaves it alone.
  const watching = recorderRig({ dbPath })
  expect((await watching.ask('sessions:list', null)).map((item) => item.status)).toEqual(['running'])

  const gone = new Promise((resolve) => child.once('exit', resolve))
  const sentBefore = lines().length
  child.kill('SIGKILL')
  await gone
  // Also a process that was already open notices.
  expect((await watching.ask('sessions:list', null)).map((item) => item.status)).toEqual(['interrupted'])
  watching.recorder.close()

  const reopened = recorderRig({ dbPath })
  const [item] = await reopened.ask('sessions:list', null)
  if (item === undefined) throw new Error('The session is missing')
  expect(item).toMatchObject({ status: 'interrupted', name: 'Killed' })
  const view = await reopened.ask('sessions:get', { sessionId: item.id })
  expect(view.meta.failure?.code).toBe('app-ended')
  expect(view.timeline.requests.index.length).toBeGreaterThanOrEqual(sentBefore - 1_000 / 20)
  expect(Array.from(view.timeline.requests.index)).toEqual(Array.from(view.timeline.requests.index, (_, i) => i))
  expect(view.meta.durationMs).toBeGreaterThanOrEqual(view.timeline.requests.endAtMs.at(-1) ?? 0)
  expect(view.analysis.stages[0]?.metrics.ttftMs.n).toBeGreaterThan(0)
  expect(view.timeline.series.find((series) => series.signal === 'gpu.util')?.tMs.length).toBeGreaterThan(0)
  await eventually(() => smi.pids().every((pid) => processStart(pid) === null))
})
