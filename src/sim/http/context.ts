/** Everything the request handlers share. */
import { FaultDice } from '../faults/dice.ts'
import { LiveLab } from '../lab/live.ts'
import { Machine } from '../machine.ts'
import { BatchModel } from '../model/batch.ts'
import { PrefixCache } from '../model/prefix-cache.ts'
import type { SimulatorConfig } from '../options.ts'
import { TruthLog } from '../script/truth.ts'
import { Scheduler } from '../time/scheduler.ts'
import { Metrics } from './metrics.ts'

/** The running simulator behind the routes. */
export type SimulatorContext = {
  readonly config: SimulatorConfig
  readonly scheduler: Scheduler
  readonly machine: Machine
  /** The scenario around the machine, where there is one. */
  readonly lab: LiveLab | null
  readonly prefixCache: PrefixCache | null
  readonly dice: FaultDice
  readonly truth: TruthLog
  readonly metrics: Metrics
  /** Counts generation requests; numbers response ids and picks scripts in turn. */
  readonly nextRequestNumber: () => number
  /** Called for each request that asks for tokens in a valid way. */
  readonly onGeneration: () => void
  readonly startedAtS: number
  /** Whether the model is in memory: loading it costs the configured time. */
  readonly memory: { loaded: boolean }
}

/** Builds the parts for a configuration. */
export function createContext(options: SimulatorConfig, onGeneration: () => void = () => undefined): SimulatorContext {
  const scheduler = new Scheduler()
  const lab = options.scenario === null ? null : new LiveLab({ scenario: options.scenario, noise: options.noise, seed: options.machine.seed })
  const config = lab === null ? options : { ...options, machine: lab.behaviour.model, contextTokens: Math.max(options.contextTokens, lab.contextTokens) }
  let requests = 0
  return {
    config,
    scheduler,
    machine: new Machine(lab?.model ?? new BatchModel(config.machine), scheduler),
    lab,
    prefixCache: config.prefixCache ? new PrefixCache(config.machine.kvTokens) : null,
    dice: new FaultDice(config.faults, config.machine.seed),
    truth: new TruthLog(config.truthLogFile),
    metrics: new Metrics(),
    nextRequestNumber: () => (requests += 1),
    onGeneration,
    memory: { loaded: config.loadMs === 0 },
    startedAtS: Math.floor(Date.now() / 1000),
  }
}
