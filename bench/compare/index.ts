/**
 * How often Compare claims a difference where there is none, and how often it finds one that is there: pairs of sessions of one setting in
 * the lab, at several kinds of unrest. `node bench/compare/index.ts [--pairs 200] [--kind N] [--json]`
 */
import { parseArgs } from 'node:util'
import { analyseSession } from '../../src/core/analysis/index.ts'
import { compareDigests, digestOf, uniformOf } from '../../src/core/compare/compare.ts'
import { comparedMetrics, type ComparedMetric, type Comparison } from '../../src/core/model/comparison.ts'
import type { StoredSession } from '../../src/core/model/stored-session.ts'
import { kinds, slower } from './kinds.ts'

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '200' }, kind: { type: 'string' }, json: { type: 'boolean', default: false } } })
const pairs = Number(values.pairs)

interface Tally {
  readonly rows: Map<ComparedMetric, { rows: number; claims: number; largest: number }>
  pairsWithClaim: number
  pairs: number
}

function compared(a: StoredSession, b: StoredSession): Comparison {
  return compareDigests([a, b].map((stored, i) => digestOf(stored, analyseSession(stored), uniformOf(i + 1))))
}

function add(tally: Tally, { stages }: Comparison): void {
  let isClaimed = false
  for (const { deltas } of stages) {
    for (const metric of comparedMetrics) {
      const delta = deltas[metric][0]?.[1] ?? null
      if (delta === null || delta.interval === null) continue
      const row = tally.rows.get(metric) ?? { rows: 0, claims: 0, largest: 0 }
      tally.rows.set(metric, row)
      row.rows += 1
      if (delta.verdict !== 'b-higher' && delta.verdict !== 'b-lower') continue
      row.claims += 1
      row.largest = Math.max(row.largest, Math.abs(delta.change ?? 0))
      isClaimed = true
    }
  }
  tally.pairs += 1
  if (isClaimed) tally.pairsWithClaim += 1
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

function line(name: string, { rows, pairsWithClaim, pairs: all }: Tally): string {
  const each = comparedMetrics.map((metric) => {
    const row = rows.get(metric)
    return row === undefined ? '–' : percent(row.claims, row.rows)
  })
  const sum = [...rows.values()].reduce((total, row) => ({ rows: total.rows + row.rows, claims: total.claims + row.claims, largest: Math.max(total.largest, row.largest) }), { rows: 0, claims: 0, largest: 0 })
  return `| ${name} | ${all} | ${percent(pairsWithClaim, all)} | ${percent(sum.claims, sum.rows)} | ${percent(sum.largest, 1)} | ${each.join(' | ')} |`
}

const newTally = (): Tally => ({ rows: new Map(), pairsWithClaim: 0, pairs: 0 })
const out = (text: string): void => void process.stdout.write(`${text}\n`)

out(`| what differs | pairs | with any claim | claims of rows | largest claim | ${comparedMetrics.join(' | ')} |`)
out(`|---|---|---|---|---|${'---|'.repeat(comparedMetrics.length)}`)
for (const [place, { name, make }] of kinds.entries()) {
  if (values.kind !== undefined && Number(values.kind) !== place) continue
  const tally = newTally()
  for (let pair = 0; pair < pairs; pair += 1) add(tally, compared(make(10_000 * (place + 1) + 2 * pair), make(10_000 * (place + 1) + 2 * pair + 1)))
  out(line(name, tally))
}
if (values.kind === undefined) {
  for (const share of [0.05, 0.1, 0.2]) {
    const tally = newTally()
    for (let pair = 0; pair < pairs / 4; pair += 1) add(tally, compared(slower(900_000 + pair, 0), slower(950_000 + pair, share)))
    out(line(`B is ${100 * share} % slower in truth`, tally))
  }
}
