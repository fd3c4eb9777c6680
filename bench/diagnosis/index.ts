/** Does the diagnosis name what is wrong? `node bench/diagnosis/index.ts [--seeds 5] [--set tuning|held-out] [--only ID] [--json FILE]`. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { noiseLevels, type NoiseLevel } from '../../src/sim/lab/noise.ts'
import type { ParameterSet } from '../../src/sim/lab/draw.ts'
import { labScenarios } from '../../src/sim/lab/scenarios/index.ts'
import { judge, type Judgement } from './judge.ts'

/** Goals: share of runs whose top cause is right, and of healthy runs without a claim. */
const goal = 0.95

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '5' }, set: { type: 'string', default: 'held-out' }, only: { type: 'string' }, json: { type: 'string' }, verbose: { type: 'boolean', default: false } },
})
const set: ParameterSet = values.set === 'tuning' ? 'tuning' : 'held-out'
const scenarios = labScenarios.filter(({ id }) => values.only === undefined || id === values.only)
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => (set === 'tuning' ? 1 : 1001) + i)

const judgements = noiseLevels.flatMap((noise) => scenarios.flatMap((scenario) => seeds.map((seed) => judge({ scenario, seed, noise, set }))))
printMatrix(judgements)
const isMet = noiseLevels.map((noise) => printLevel(noise, judgements.filter((one) => one.noise === noise))).every(Boolean)
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, set, seeds: seeds.length, judgements }, null, 2))
process.exitCode = isMet ? 0 : 1

function printMatrix(all: readonly Judgement[]): void {
  console.log(`scenario → top cause, ${set} parameters, ${seeds.length} seeds × ${noiseLevels.length} noise levels (right ones first)`)
  for (const { id } of scenarios) {
    const own = all.filter(({ scenario }) => scenario === id)
    const counts = new Map<string, number>()
    for (const { top } of own) counts.set(top ?? '(none)', (counts.get(top ?? '(none)') ?? 0) + 1)
    const right = own.filter(({ isRight }) => isRight).length
    console.log(`${right === own.length ? ' ' : '!'} ${id.padEnd(20)} ${String(right).padStart(3)}/${own.length}   ${[...counts].toSorted((a, b) => b[1] - a[1]).map(([cause, count]) => `${cause} ${count}`).join(', ')}`)
    if (!values.verbose) continue
    for (const { seed, noise, causes, isRight } of own) if (!isRight) console.log(`      seed ${seed}, ${noise}: ${causes.join(' · ') || '(nothing)'}`)
  }
}

function printLevel(noise: NoiseLevel, own: readonly Judgement[]): boolean {
  const shareOf = (some: readonly Judgement[]): number => (some.length === 0 ? 1 : some.filter(({ isRight }) => isRight).length / some.length)
  const [sick, healthy] = [own.filter(({ isHealthy }) => !isHealthy), own.filter(({ isHealthy }) => isHealthy)]
  const [right, silent] = [shareOf(sick), shareOf(healthy)]
  console.log(`noise ${noise.padEnd(6)}: top cause right in ${(100 * right).toFixed(1)} % of ${sick.length}, no claim in ${(100 * silent).toFixed(1)} % of ${healthy.length} healthy runs; goal ${100 * goal} %: ${right >= goal && silent >= goal ? 'met' : 'MISSED'}`)
  return right >= goal && silent >= goal
}
