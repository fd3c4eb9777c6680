/** Runs a scenario on a clock of its own and returns the session that the product would have stored. */
import { RunMachine } from '../../../core/measure/run-machine.ts'
import type { RunEnd } from '../../../core/measure/ports.ts'
import type { ClientSample } from '../../../core/model/client-health.ts'
import type { SessionId } from '../../../core/model/ids.ts'
import { stageLoad } from '../../../core/model/load.ts'
import type { Plan } from '../../../core/model/plan.ts'
import type { RequestRecord } from '../../../core/model/request.ts'
import type { SessionEvent, StageSpan } from '../../../core/model/session.ts'
import type { StoredSession } from '../../../core/model/stored-session.ts'
import { Machine } from '../../machine.ts'
import { createRandom } from '../../random.ts'
import { simulatedHost } from '../host-card.ts'
import { createDraw, type ParameterSet } from '../draw.ts'
import { LabServer } from '../lab-server.ts'
import { noiseOf, type NoiseLevel } from '../noise.ts'
import { labPlan } from '../plan.ts'
import type { Behaviour, ClientEffect, LabScenario } from '../scenario.ts'
import { SensorLog } from '../sensor-log.ts'
import { readings } from '../signals.ts'
import { VirtualClock } from './clock.ts'
import { VirtualSender } from './sender.ts'

/** The wall clock of the lab: 1 January 2026, UTC. A session from 1970 would be taken for a damaged one. */
const labDayMs = 1_767_225_600_000

export interface LabRun {
  readonly scenario: LabScenario
  readonly seed: number
  readonly noise: NoiseLevel
  readonly set: ParameterSet
}

const fastMs = 250
const turnsPerSlow = 4

const soundClient: ClientEffect = {
  rttMs: 0.2,
  loopDelayMs: () => 0,
  cpuPercent: (openStreams) => 4 + 0.05 * openStreams,
}

/** The whole session; deterministic in the four choices. */
export function runInLab({ scenario, seed, noise: level, set }: LabRun): StoredSession {
  const draw = createDraw(seed, set)
  const noise = noiseOf[level]
  const load = scenario.load(draw)
  const behaviour = scenario.behave(draw, load)
  const plan = labPlan(load, behaviour, seed)
  const random = createRandom(seed ^ 0x1ab)
  const clock = new VirtualClock()
  const server = new LabServer({ ...behaviour, model: { ...behaviour.model, seed } }, noise, random)
  const machine = new Machine(server, clock, () => clock.nowMs)
  const client = { ...soundClient, ...behaviour.client }
  const sender = new VirtualSender({ plan, clock, server, machine, client, noise, random })
  const requests: RequestRecord[] = []
  const events: SessionEvent[] = []
  const samples: ClientSample[] = []
  const log = new SensorLog(noise, random)
  let end: RunEnd | null = null
  const run = new RunMachine(plan, {
    clock: { nowMs: () => clock.nowMs },
    timers: { at: (atMs, call) => clock.at(sender.seenAtMs(atMs), call) },
    sender,
    sink: {
      onRequest: (record) => requests.push(record),
      onEvent: (event) => events.push(event),
      onEnd: (ended) => (end = ended),
    },
  })
  watchCrash(behaviour, server, sender, clock, (event) => events.push(event))
  sampleSensors({ behaviour, clock, server, log, plan, onEvent: (event) => events.push(event), isOver: () => end !== null && clock.nowMs > endMsOf(end) + plan.telemetry.tailMs })
  sampleClient({ clock, sender, client, random, samples, stageOf: () => run.state.stage, isOver: () => end !== null })
  clock.at(0, () => run.start())
  clock.runUntil(() => end !== null && clock.nowMs > endMsOf(end) + plan.telemetry.tailMs)
  const ended: RunEnd = end ?? { status: 'failed', failure: null, atMs: clock.nowMs }
  return {
    meta: metaOf(scenario, plan, behaviour, ended, clock.nowMs, seed),
    stages: spansOf(plan, events),
    requests: requests.toSorted((a, b) => a.index - b.index),
    telemetry: log.stored(),
    clientSamples: samples,
    events: events.toSorted((a, b) => a.atMs - b.atMs),
  }
}

function endMsOf(end: RunEnd | null): number {
  return end?.atMs ?? Number.POSITIVE_INFINITY
}

function watchCrash({ crash }: Behaviour, server: LabServer, sender: VirtualSender, clock: VirtualClock, onEvent: (event: SessionEvent) => void): void {
  if (crash === undefined) return
  const look = (): void => {
    const planned = crash(server.view(clock.nowMs))
    if (planned === null) return void clock.at(clock.nowMs + 50, look)
    clock.at(planned.atMs, () => {
      server.setUp(false)
      sender.resetAll()
      if (planned.backAtMs === null) return
      clock.at(planned.backAtMs, () => {
        server.setUp(true)
        onEvent({ atMs: clock.nowMs, kind: 'server-restarted', stage: null, detail: 'pid 4242 → 4711' })
      })
    })
  }
  clock.at(0, look)
}

interface SensorOptions {
  readonly behaviour: Behaviour
  readonly clock: VirtualClock
  readonly server: LabServer
  readonly log: SensorLog
  readonly plan: Plan
  readonly onEvent: (event: SessionEvent) => void
  readonly isOver: () => boolean
}

function sampleSensors({ behaviour, clock, server, log, plan, onEvent, isOver }: SensorOptions): void {
  if (!plan.telemetry.enabled) return
  let turn = 0
  const sample = (dueMs: number): void => {
    const gauges = server.gauges(clock.nowMs)
    // Sensors of another machine can't be read from here; what its server tells can.
    const all = readings(gauges, behaviour.machine.gpu?.name ?? '', turn % turnsPerSlow === 0)
    log.add(clock.nowMs, behaviour.isRemote === true ? all.filter(({ def }) => def.source === 'metrics') : all)
    const event = behaviour.event?.(server.view(clock.nowMs)) ?? null
    if (event !== null) onEvent({ atMs: clock.nowMs, kind: event.kind, stage: null, detail: event.detail })
    turn += 1
    if (!isOver()) clock.at(dueMs + fastMs, sample)
  }
  clock.at(0, sample)
}

interface ClientOptions {
  readonly clock: VirtualClock
  readonly sender: VirtualSender
  readonly client: ClientEffect
  readonly random: ReturnType<typeof createRandom>
  readonly samples: ClientSample[]
  readonly stageOf: () => number | null
  readonly isOver: () => boolean
}

/** Once a second, as the engine does: the worst of the second's loop delays, drawn many times. */
function sampleClient({ clock, sender, client, random, samples, stageOf, isOver }: ClientOptions): void {
  const draws = 100
  const sample = (): void => {
    const delays = Array.from({ length: draws }, () => client.loopDelayMs(clock.nowMs, sender.openStreams, random) + 0.2 * random.uniform()).toSorted((a, b) => a - b)
    samples.push({
      atMs: clock.nowMs, stage: stageOf(), loopDelayP99Ms: delays[draws - 2] ?? null, loopDelayMaxMs: delays.at(-1) ?? null, cpuPercent: Math.min(100, client.cpuPercent(sender.openStreams)),
      rssBytes: 120e6, connectionsOpened: 0, connectionsReused: sender.openStreams, parseBacklogBytes: 0,
    })
    if (!isOver()) clock.at(clock.nowMs + 1_000, sample)
  }
  clock.at(500, sample)
}

function spansOf(plan: Plan, events: readonly SessionEvent[]): readonly StageSpan[] {
  return events.flatMap((event) => {
    const planned = event.kind === 'stage-start' && event.stage !== null ? plan.stages[event.stage] : undefined
    if (planned === undefined || event.stage === null) return []
    const ended = events.find(({ kind, stage }) => kind === 'stage-end' && stage === event.stage)
    return [{ index: event.stage, startMs: event.atMs, endMs: ended?.atMs ?? null, ...stageLoad(planned) }]
  })
}

function metaOf(scenario: LabScenario, plan: Plan, behaviour: Behaviour, end: RunEnd, durationMs: number, seed: number): StoredSession['meta'] {
  return {
    id: `lab-${scenario.id}-${seed}` as SessionId,
    name: scenario.id, tags: ['lab'], status: end.status, failure: end.failure, createdAtMs: labDayMs, durationMs, plan, calibration: null, place: null,
    host: { hostname: null, ...simulatedHost(behaviour), appVersion: 'lab', runtime: 'lab' },
  }
}
