/** A scenario in real time behind the simulator's routes; its clock begins with the first request, after an idle baseline. */
import type { StepModel } from '../machine.ts'
import { createRandom } from '../random.ts'
import { nowMs } from '../time/clock.ts'
import { createDraw } from './draw.ts'
import { LabServer } from './lab-server.ts'
import { noiseOf, type NoiseLevel } from './noise.ts'
import { simulatedHost, type SimulatedHost } from './host-card.ts'
import { labPlan } from './plan.ts'
import type { Arrival, Behaviour, Fate, LabLoad } from './scenario.ts'
import { labScenario } from './scenarios/index.ts'
import { SensorLog } from './sensor-log.ts'
import { readings, type Reading } from './signals.ts'

export interface LiveLabOptions {
  readonly scenario: string
  readonly noise: NoiseLevel
  readonly seed: number
}

/** For the chat template around a prompt, which lengths of plans don't count. */
const templateTokens = 256

/** Longest prompt and answer that a load asks for together. */
function longestTokens({ promptTokens, outputTokens, promptSpread, outputSpread }: LabLoad): number {
  const longest = (usual: number, spread: LabLoad['promptSpread']) => (spread?.kind === 'uniform' ? spread.max : usual)
  return longest(promptTokens, promptSpread) + longest(outputTokens, outputSpread) + templateTokens
}

/** The time that scenarios expect to pass before the first request, ms. */
const baselineMs = 10_000

export class LiveLab {
  readonly id: string
  readonly behaviour: Behaviour
  /** What a client should send to bring the trouble out, as a plan without its target. */
  readonly plan: object
  readonly model: StepModel
  /** A context in which the scenario's own load fits: its trouble is another one. */
  readonly contextTokens: number
  private readonly server: LabServer
  private readonly sensors: SensorLog
  private firstRequestMs: number | null = null
  private readonly startMs = nowMs()

  /** Throws RangeError on an unknown scenario. */
  constructor({ scenario: id, noise: level, seed }: LiveLabOptions) {
    const scenario = labScenario(id)
    const draw = createDraw(seed, 'tuning')
    const load = scenario.load(draw)
    this.id = id
    this.contextTokens = longestTokens(load)
    this.behaviour = scenario.behave(draw, load)
    const { version: _version, target: _target, ...plan } = labPlan(load, this.behaviour, seed)
    this.plan = { format: 'llm-dyno/plan', version: 1, plan }
    const random = createRandom(seed ^ 0x1ab)
    this.server = new LabServer({ ...this.behaviour, model: { ...this.behaviour.model, seed } }, noiseOf[level], random)
    this.sensors = new SensorLog(noiseOf[level], random)
    this.model = {
      enqueue: (spec, atMs) => this.server.enqueue(spec, this.scenarioMs(atMs)),
      cancel: (request) => this.server.cancel(request),
      beginStep: (atMs) => this.server.beginStep(this.scenarioMs(atMs)),
      completeStep: () => this.server.completeStep(),
      stats: () => this.server.stats(),
    }
  }

  /** A request arrived: what becomes of it. */
  arrive(request: Omit<Arrival, 'number'>): Fate {
    this.firstRequestMs ??= nowMs()
    return this.server.arrive(request, this.scenarioMs(nowMs()))
  }

  /** Asked at the first request: the time until the process dies by plan, ms; null = it doesn't. */
  diesInMs(): number | null {
    this.firstRequestMs ??= nowMs()
    const atMs = this.scenarioMs(nowMs())
    const crash = this.behaviour.crash?.(this.server.view(atMs)) ?? null
    return crash === null ? null : Math.max(0, crash.atMs - atMs)
  }

  /** What the simulated sensors read at this moment. */
  telemetry(): readonly (Reading['def'] & { readonly value: number | null })[] {
    const gauges = this.server.gauges(this.scenarioMs(nowMs()))
    return readings(gauges, this.behaviour.machine.gpu?.name ?? '', true).map((reading) => ({ ...reading.def, value: this.sensors.read(reading) }))
  }

  /** The machine that is made up, as a system card would tell of it. */
  host(): SimulatedHost {
    return simulatedHost(this.behaviour)
  }

  private scenarioMs(atMs: number): number {
    const { firstRequestMs, startMs } = this
    return firstRequestMs === null ? Math.min(baselineMs, atMs - startMs) : baselineMs + Math.max(0, atMs - firstRequestMs)
  }
}
