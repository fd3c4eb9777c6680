/** The command line of the simulator, usable alone and as a subcommand. */
import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { faultNames, parseFaults } from '../faults/faults.ts'
import { noiseLevels, type NoiseLevel } from '../lab/noise.ts'
import { labScenarios } from '../lab/scenarios/index.ts'
import { defaultModelParams } from '../model/params.ts'
import { defaultModel, defaultPort, emulations } from '../options.ts'
import type { Emulation, SimulatorOptions } from '../options.ts'
import { evenScript, parseScript } from '../script/plan.ts'
import type { ScriptPlan } from '../script/plan.ts'
import { runSimulator } from './run.ts'

/** Raw option values as commander collects them. */
type Flags = {
  readonly port: number
  readonly host: string
  readonly model: string
  readonly context: number
  readonly apiKey?: string
  readonly slots: number
  readonly prefillTokensPerS: number
  readonly prefillChunk: number
  readonly decodeMs: number
  readonly decodeMsPerSeq: number
  readonly decodeMsPer1kContext: number
  readonly kvTokens: number
  readonly preemption?: true
  readonly prefixCache?: true
  readonly maxQueue: number
  readonly jitter: number
  readonly seed: number
  readonly emulate: readonly Emulation[]
  readonly loadMs: number
  readonly fault: readonly string[]
  readonly scenario?: string
  readonly noise: NoiseLevel
  readonly script?: string
  readonly scriptFirstTokenMs?: number
  readonly scriptGapMs?: number
  readonly scriptTokens?: number
  readonly truthLog?: string
  readonly exitWithParent?: true
  readonly quiet?: true
  readonly json?: string
}

/** A fresh `sim` command; `program.addCommand(simulatorCommand())` makes it a subcommand. */
export function simulatorCommand(): Command {
  const machine = defaultModelParams
  return new Command('sim')
    .description('Run a simulated OpenAI-compatible server on this machine. Its figures describe no real model.')
    .option('--port <n>', 'port, 0 = any free one', number, defaultPort)
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .option('--model <name>', 'model name to announce', defaultModel)
    .option('--context <tokens>', 'longest prompt and answer together', number, 8192)
    .option('--api-key <key>', 'require this bearer key')
    .option('--slots <n>', 'sequences that run at the same time', number, machine.slots)
    .option('--prefill-tokens-per-s <n>', 'prompt tokens read per second', number, machine.prefillTokensPerS)
    .option('--prefill-chunk <tokens>', 'most prompt tokens in one step', number, machine.prefillChunkTokens)
    .option('--decode-ms <ms>', 'fixed part of a decode step', number, machine.decodeMs)
    .option('--decode-ms-per-seq <ms>', 'added for each sequence', number, machine.decodeMsPerSequence)
    .option('--decode-ms-per-1k-context <ms>', 'added for each 1000 tokens of context', number, machine.decodeMsPer1kContext)
    .option('--kv-tokens <n>', 'key-value cache size, tokens', number, machine.kvTokens)
    .option('--preemption', 'admit optimistically, evict the youngest when the cache is full')
    .option('--prefix-cache', 'reuse the cache of known prompt beginnings')
    .option('--max-queue <n>', 'longest queue; beyond it status 503', number, machine.maxQueue)
    .option('--jitter <sigma>', 'log-normal shape of step times', number, machine.jitterSigma)
    .option('--seed <n>', 'seed of everything random', number, machine.seed)
    .option('--emulate <name>', `offer these routes too; repeatable: ${emulations.join(', ')}`, emulation, [])
    .option('--load-ms <ms>', 'the model loads this long before the first answer', number, 0)
    .option('--fault <name[=value]>', `misbehave; repeatable: ${faultNames.join(', ')}`, collect, [])
    .option('--scenario <name>', 'a machine with something wrong, and the sensors to see it: `--scenario list` names them')
    .option('--noise <level>', `how restless the scenario is: ${noiseLevels.join(', ')}`, noiseLevel, 'low')
    .option('--script <file>', 'JSON script, or an array of them used in turn, for requests that bring none')
    .option('--script-first-token-ms <ms>', 'scripted delay to the first token', number)
    .option('--script-gap-ms <ms>', 'scripted gap between tokens (default 20)', number)
    .option('--script-tokens <n>', 'scripted number of tokens (default 64)', number)
    .option('--truth-log <file>', 'append true send times as NDJSON')
    .option('--exit-with-parent', 'stop when the parent process ends')
    .option('--json <file>', 'write the listening line to this file, too')
    .option('--db <file>', 'taken as by every command; the simulator stores nothing')
    .option('--quiet', 'print nothing but the listening line')
    .action(async (flags: Flags, command: Command) => {
      if (flags.scenario === 'list') return listScenarios()
      let options: SimulatorOptions
      try {
        options = simulatorOptions(flags)
      } catch (error) {
        command.error(`error: ${error instanceof Error ? error.message : String(error)}`, { exitCode: 2 })
      }
      await runSimulator(options, { exitWithParent: flags.exitWithParent === true, quiet: flags.quiet === true, jsonFile: flags.json ?? null })
    })
}

/** One a line, with what is wrong; tabs between, so that other programs can read it. */
function listScenarios(): void {
  for (const { id, summary, hasOnlyClient = false } of labScenarios) process.stdout.write(`${id}\t${summary}${hasOnlyClient ? ' (only in the bench: the trouble is not in the server)' : ''}\n`)
}

/** Options for `startSimulator`; throws with the reason when a value makes no sense. */
export function simulatorOptions(flags: Flags): SimulatorOptions {
  return {
    host: flags.host,
    port: flags.port,
    model: flags.model,
    contextTokens: flags.context,
    apiKey: flags.apiKey ?? null,
    prefixCache: flags.prefixCache === true,
    emulate: flags.emulate,
    loadMs: flags.loadMs,
    scenario: flags.scenario ?? null,
    noise: flags.noise,
    faults: parseFaults(flags.fault),
    scripts: readScripts(flags),
    truthLogFile: flags.truthLog ?? null,
    machine: {
      slots: flags.slots,
      prefillTokensPerS: flags.prefillTokensPerS,
      prefillChunkTokens: flags.prefillChunk,
      decodeMs: flags.decodeMs,
      decodeMsPerSequence: flags.decodeMsPerSeq,
      decodeMsPer1kContext: flags.decodeMsPer1kContext,
      kvTokens: flags.kvTokens,
      preemption: flags.preemption === true,
      maxQueue: flags.maxQueue,
      jitterSigma: flags.jitter,
      seed: flags.seed,
    },
  }
}

function readScripts(flags: Flags): readonly ScriptPlan[] {
  if (flags.script !== undefined) {
    const value: unknown = JSON.parse(readFileSync(flags.script, 'utf8'))
    return (Array.isArray(value) ? value : [value]).map(parseScript)
  }
  const { scriptFirstTokenMs, scriptGapMs, scriptTokens } = flags
  if (scriptFirstTokenMs === undefined && scriptGapMs === undefined && scriptTokens === undefined) return []
  return [evenScript(scriptFirstTokenMs ?? 100, scriptGapMs ?? 20, scriptTokens ?? 64)]
}

function number(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}

function noiseLevel(value: string): NoiseLevel {
  const known = noiseLevels.find((level) => level === value)
  if (known === undefined) throw new InvalidArgumentError(`It must be one of ${noiseLevels.join(', ')}.`)
  return known
}

function emulation(value: string, previous: readonly Emulation[]): readonly Emulation[] {
  const known = emulations.find((name) => name === value)
  if (known === undefined) throw new InvalidArgumentError(`It must be one of ${emulations.join(', ')}.`)
  return [...previous, known]
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value]
}
