/** An nvidia-smi made of a few lines of shell: prints what a test wants, in the forms the real one was seen to print. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from './temp-folder.ts'

export const allFields = [
  'timestamp', 'index', 'uuid', 'driver_version', 'pstate', 'utilization.gpu', 'utilization.memory', 'memory.total', 'memory.used',
  'power.draw', 'power.draw.average', 'power.draw.instant', 'enforced.power.limit', 'power.limit', 'temperature.gpu', 'clocks.sm', 'clocks.mem',
  'clocks_event_reasons.active', 'clocks.max.sm', 'temperature.memory', 'pcie.link.gen.current', 'pcie.link.width.current', 'mig.mode.current', 'driver_model.current', 'name',
]

export interface FakeScript {
  /** Fields that the help lists; null = it fails. */
  readonly offers?: readonly string[] | null
  /** Shell for `--loop-ms`; `$attempt` counts its starts from 1. */
  readonly loop: string
  /** Shell for a single shot. */
  readonly once?: string
  /** Shell for the list of compute processes; without it that query fails. */
  readonly apps?: string
  /** Shell for `dmon`; without it that command fails. */
  readonly dmon?: string
}

export interface FakeNvidiaSmi {
  readonly path: string
  /** Process ids of all query runs so far. */
  pids(): readonly number[]
  /** The `--query-gpu=` fields of all query runs so far. */
  queries(): readonly string[]
}

/** Prints rows every 40 ms, one round after another. */
export function loopOf(...rows: readonly string[]): string {
  return `while :; do\n${rows.map((row) => `printf '%s\\n' '${row}'`).join('\n')}\nsleep 0.04\ndone`
}

export function printOf(...lines: readonly string[]): string {
  return lines.map((line) => `printf '%s\\n' '${line.replaceAll("'", `'\\''`)}'`).join('\n')
}

export function fakeNvidiaSmi(script: FakeScript): FakeNvidiaSmi {
  const folder = tempFolder()
  const path = join(folder, 'nvidia-smi')
  const log = join(folder, 'log')
  const offers = script.offers === undefined ? allFields : script.offers
  const help = offers === null ? 'echo unknown option; exit 2' : printOf(...offers.map((name) => `"${name}" or "alias"`))
  writeFileSync(path, `#!/bin/sh
case "$*" in *--help-query-gpu*)
${help}
exit 0;;
*--query-compute-apps*)
${script.apps ?? 'exit 9'}
exit 0;;
dmon*)
${script.dmon ?? 'exit 9'}
exit 0;;
esac
echo "$$ $1" >> '${log}'
attempt=$(wc -l < '${log}')
case "$*" in
*--loop-ms*)
${script.loop}
;;
*)
${script.once ?? 'exit 9'}
;;
esac
`)
  chmodSync(path, 0o755)
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => line !== '') : [])
  return {
    path,
    pids: () => lines().map((line) => Number(line.split(' ')[0])),
    queries: () => lines().map((line) => line.split('=')[1] ?? ''),
  }
}

/** A row of the default fields. */
export function gpuRow(over: Partial<Record<string, string>> = {}): string {
  const cells = {
    timestamp: '2026/05/11 14:02:07.118', index: '0', uuid: 'GPU-5f11', driver: '570.86', pstate: 'P2', util: '97', memUtil: '71', memTotal: '24564',
    memUsed: '22310', power: '331.02', powerLimit: '450.00', temperature: '71', clockSm: '2610', clockMem: '10251', throttle: '0x0000000000000004',
    clockMax: '3105', tempMem: '[N/A]', pcieGen: '4', pcieWidth: '16', mig: '[N/A]', driverModel: '[N/A]', name: 'NVIDIA GeForce RTX 4090', ...over,
  }
  return Object.values(cells).join(', ')
}
