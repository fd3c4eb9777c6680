/** Every option of the simulator with its default, and the checks that refuse a bad one. */
import { noFaults } from './faults/faults.ts'
import type { Faults } from './faults/faults.ts'
import { defaultModelParams } from './model/params.ts'
import type { ModelParams } from './model/params.ts'
import type { NoiseLevel } from './lab/noise.ts'
import type { ScriptPlan } from './script/plan.ts'

/** What the simulator can stand in for beside an OpenAI-compatible server. */
export const emulations = ['ollama', 'llama.cpp', 'responses', 'anthropic'] as const
export type Emulation = (typeof emulations)[number]

/** A complete configuration. */
export type SimulatorConfig = {
  /** Loopback only: the simulator has no business on a network. */
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  readonly model: string
  /** Longest prompt and answer together, tokens. */
  readonly contextTokens: number
  /** Required bearer key; null = open. */
  readonly apiKey: string | null
  readonly prefixCache: boolean
  /** Servers and APIs whose routes are offered beside the usual ones. */
  readonly emulate: readonly Emulation[]
  /** How long the model takes to load before the first answer, ms. */
  readonly loadMs: number
  readonly machine: ModelParams
  readonly faults: Faults
  /** A scenario of the lab: its machine and its trouble take the place of `machine`; null = none. */
  readonly scenario: string | null
  /** How restless the scenario's machine and sensors are. */
  readonly noise: NoiseLevel
  /** Scripts for requests that bring none, used in turn; empty = the batch model answers. */
  readonly scripts: readonly ScriptPlan[]
  /** NDJSON file that finished truth records are appended to. */
  readonly truthLogFile: string | null
  /** Called when the `die-after` fault strikes; the default drops every connection. */
  readonly onDie: (() => void) | null
}

/** What a caller may set; everything else has its default. */
export type SimulatorOptions = Partial<Omit<SimulatorConfig, 'machine' | 'faults'>> & {
  readonly machine?: Partial<ModelParams>
  readonly faults?: Partial<Faults>
}

/** The port `npm run sim` listens on. */
export const defaultPort = 8765
/** The model name the simulator announces. */
export const defaultModel = 'dyno-sim-8b'

const hosts: readonly string[] = ['127.0.0.1', '::1', 'localhost']

/** Fills in the defaults; throws RangeError on an impossible value. */
export function resolveOptions(options: SimulatorOptions): SimulatorConfig {
  const config: SimulatorConfig = {
    host: '127.0.0.1',
    port: defaultPort,
    model: defaultModel,
    contextTokens: 8192,
    apiKey: null,
    prefixCache: false,
    emulate: [],
    loadMs: 0,
    scenario: null,
    noise: 'low',
    scripts: [],
    truthLogFile: null,
    onDie: null,
    ...options,
    machine: { ...defaultModelParams, ...options.machine },
    faults: { ...noFaults, ...options.faults },
  }
  if (!hosts.includes(config.host)) throw new RangeError(`host must be one of ${hosts.join(', ')}: the simulator is for this machine only`)
  requireRange('port', config.port, 0, 65_535)
  requireRange('load ms', config.loadMs, 0, 600_000)
  requireRange('context', config.contextTokens, 2, 10_000_000)
  checkMachine(config.machine)
  return config
}

function checkMachine(machine: ModelParams): void {
  requireRange('slots', machine.slots, 1, 4096)
  requireRange('prefill tokens per s', machine.prefillTokensPerS, 1, 1e9)
  requireRange('prefill chunk', machine.prefillChunkTokens, 1, 1e6)
  requireRange('decode ms', machine.decodeMs, 0, 1e5)
  requireRange('decode ms per sequence', machine.decodeMsPerSequence, 0, 1e5)
  requireRange('decode ms per 1k context', machine.decodeMsPer1kContext, 0, 1e5)
  requireRange('kv tokens', machine.kvTokens, 16, 1e9)
  requireRange('max queue', machine.maxQueue, 0, 1e6)
  requireRange('jitter', machine.jitterSigma, 0, 2)
}

function requireRange(name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw new RangeError(`${name} must be a number from ${min} to ${max}`)
}
