/** Pairs of sessions with nothing to tell them apart but chance: how restless a setting may be while it is still the same setting. */
import type { StoredSession } from '../../src/core/model/stored-session.ts'
import { createDraw } from '../../src/sim/lab/draw.ts'
import type { NoiseLevel } from '../../src/sim/lab/noise.ts'
import { serve, type Behaviour, type LabLoad, type LabScenario } from '../../src/sim/lab/scenario.ts'
import { labScenario } from '../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../src/sim/lab/virtual/run.ts'
import { seededDraws, type Draws } from '../../src/core/stats/index.ts'

export interface Kind {
  readonly name: string
  readonly make: (seed: number) => StoredSession
}

interface Setting {
  readonly scenario: string
  readonly noise?: NoiseLevel
  readonly load?: (load: LabLoad) => LabLoad
  readonly behave?: (same: Behaviour, own: Draws) => Behaviour
}

/** Generators whose seeds are neighbours begin alike. */
function ownDraws(seed: number): Draws {
  const draws = seededDraws(seed * 7_919 + 77)
  for (let i = 0; i < 100; i += 1) draws.uniform()
  return draws
}

/** The scenario's own draws are held, so that all sessions of a kind have one setting. */
function sessionOf({ scenario: id, noise = 'medium', load = (same) => same, behave = (same) => same }: Setting, seed: number): StoredSession {
  const base = labScenario(id)
  const fixed = () => createDraw(3, 'tuning')
  const scenario: LabScenario = { ...base, load: () => load(base.load(fixed())), behave: (_draw, own) => behave(base.behave(fixed(), own), ownDraws(seed)) }
  return runInLab({ scenario, seed, noise, set: 'tuning' })
}

/** The whole session a little faster or slower, as a machine is from day to day. */
const drift = (spread: number) => (same: Behaviour, own: Draws): Behaviour => {
  const level = Math.exp(spread * own.normal())
  return { ...same, step: ({ gpuMs, hostMs }) => ({ gpuMs: gpuMs * level, hostMs: hostMs * level }) }
}

/** Its pace wanders while it runs. */
const wander = (spread: number, memoryMs: number) => (same: Behaviour, own: Draws): Behaviour => {
  let [value, lastMs] = [own.normal(), 0]
  return {
    ...same,
    step: ({ gpuMs, hostMs }, { nowMs }) => {
      const keep = Math.exp(-(nowMs - lastMs) / memoryMs)
      value = keep * value + Math.sqrt(1 - keep * keep) * own.normal()
      lastMs = nowMs
      const level = Math.exp(spread * value)
      return { gpuMs: gpuMs * level, hostMs: hostMs * level }
    },
  }
}

/** Errors that come in spells of some seconds. */
const spells = (same: Behaviour, own: Draws): Behaviour => {
  let [isBad, untilMs] = [false, 0]
  return {
    ...same,
    fate: (_arrival, { nowMs, random }) => {
      while (nowMs > untilMs) {
        isBad = !isBad
        untilMs += -Math.log(1 - own.uniform()) * (isBad ? 3_000 : 22_000)
      }
      return isBad && random.uniform() < 0.4 ? { kind: 'refuse', outcome: 'http-5xx', status: 500, message: 'Internal Server Error', afterMs: 15 } : serve
    },
  }
}

const short = (load: LabLoad): LabLoad => ({ ...load, stageDurationMs: 12_000 })
const poisson = (load: LabLoad): LabLoad => ({ ...load, stages: [{ ratePerS: 2.5, arrival: 'poisson' }, { ratePerS: 4, arrival: 'poisson' }], stageDurationMs: 45_000 })

const kind = (name: string, setting: Setting): Kind => ({ name, make: (seed) => sessionOf(setting, seed) })

export const kinds: readonly Kind[] = [
  kind('nothing but noise', { scenario: 'healthy-batching' }),
  kind('much noise, fixed slots', { scenario: 'healthy-slots', noise: 'high' }),
  kind('level differs by 1 % (SD)', { scenario: 'healthy-slots', behave: drift(0.01) }),
  kind('level differs by 2 % (SD)', { scenario: 'healthy-batching', behave: drift(0.02) }),
  kind('pace wanders by 4 % in 10 s', { scenario: 'healthy-slots', behave: wander(0.04, 10_000) }),
  kind('sporadic 5xx', { scenario: 'sporadic-5xx' }),
  kind('5xx in spells', { scenario: 'sporadic-5xx', behave: spells }),
  kind('stages of 12 s', { scenario: 'healthy-slots', load: short }),
  kind('random arrivals', { scenario: 'healthy-slots', load: poisson }),
]

/** How much slower B has to be in truth for the bench's second question. */
export function slower(seed: number, share: number): StoredSession {
  return sessionOf({ scenario: 'healthy-slots', behave: (same) => ({ ...same, step: ({ gpuMs, hostMs }) => ({ gpuMs: gpuMs * (1 + share), hostMs: hostMs * (1 + share) }) }) }, seed)
}
