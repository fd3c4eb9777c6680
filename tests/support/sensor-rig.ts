/** A source with a log behind it, fixture trees and programs made of a few lines of shell. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { SessionEvent } from '../../src/core/model/session.ts'
import type { SignalSeries } from '../../src/core/model/telemetry.ts'
import { SignalCursor, SignalLog } from '../../src/node/telemetry/signal-log.ts'
import type { Ring, TelemetrySource } from '../../src/node/telemetry/source.ts'
import { tempFolder } from './temp-folder.ts'

export interface SensorRig {
  readonly events: readonly SessionEvent[]
  read(signal: string, device?: string): SignalSeries | undefined
  values(signal: string, device?: string): readonly number[]
  /** One round of a ring at this time; a source that runs on its own needs none. */
  sample(ring: Ring, atMs: number): void
}

export function sensorRig(source: TelemetrySource): SensorRig {
  const events: SessionEvent[] = []
  const log = new SignalLog((event) => void events.push(event))
  onTestFinished(() => source.stop())
  source.start(log, { nowMs: () => performance.now() })
  const read = (signal: string, device?: string) => log.read(new SignalCursor()).find((one) => one.signal === signal && (device === undefined || one.device === device))
  return { events, read, values: (signal, device) => Array.from(read(signal, device)?.value ?? []), sample: (ring, atMs) => source.sample?.(ring, atMs) }
}

export function writeTree(folder: string, tree: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** The path of a program that runs this shell script. */
export function fakeProgram(script: string): string {
  const path = join(tempFolder(), 'program')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

/** Shell that prints this text. */
export function printing(text: string): string {
  return `cat <<'THE_END'\n${text}\nTHE_END`
}
