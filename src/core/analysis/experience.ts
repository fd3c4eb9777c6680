/** How it feels: up to which load the first token comes soon enough, how smoothly the rest follows, and where requests fail instead. */
import type { Band, Verdict } from '../model/analysis.ts'
import { tpotBand, ttftBand, ttftLimitsMs, worseBand } from './bands.ts'
import type { Level, Stated } from './levels.ts'
import { brokenParams, verdict, type Params } from './verdict-parts.ts'

type Answered = Level & { readonly ttft: Stated }

function hasHeld(level: Level | undefined): level is Answered {
  return level !== undefined && level.broken === null && level.ttft !== null
}

/** The strictest limit that at least the lightest load keeps, and how many levels in a row keep it. */
function heldLimit(levels: readonly Level[]): { readonly limitMs: number; readonly held: number } | null {
  for (const limitMs of [ttftLimitsMs.good, ttftLimitsMs.acceptable, ttftLimitsMs.poor]) {
    const broken = levels.findIndex((level) => !hasHeld(level) || level.ttft.ms > limitMs)
    const held = broken === -1 ? levels.length : broken
    if (held > 0) return { limitMs, held }
  }
  return null
}

/** Of the load that reads worst, so that a smooth light load hides nothing. */
function slowestRhythm(levels: readonly Answered[]): Params {
  let slowest: { readonly users: number; readonly tpot: Stated } | null = null
  for (const { users, tpot } of levels) if (tpot !== null && tpot.ms > (slowest?.tpot.ms ?? 0)) slowest = { users, tpot }
  if (slowest === null) return {}
  const { users, tpot: { ms, n, few } } = slowest
  return { tpotMs: ms, tpotUsers: users, tpotN: n, tpotFew: few ? 1 : 0, rhythm: tpotBand(ms) ?? '' }
}

/** The band is that of the worst load; one that fails is bad, however fast the answers that came. */
function worstOf(levels: readonly Level[], answered: readonly Answered[]): Band | null {
  let band: Band | null = levels.some(({ broken }) => broken === 'failed') ? 'bad' : null
  for (const { ttft, tpot } of answered) band = worseBand(band, worseBand(ttftBand(ttft.ms), tpotBand(tpot?.ms ?? null)))
  return band
}

function atLevel({ users, ttft: { ms, n, few } }: Answered): Params {
  return { users, ttftMs: ms, n, few: few ? 1 : 0 }
}

/** `flags` are params that go with every verdict. */
export function experienceVerdict(levels: readonly Level[], flags: Params): Verdict {
  const [first] = levels
  if (first === undefined || levels.every(({ ttft }) => ttft === null)) return verdict('experience', 'none', null, flags)
  const answered = levels.filter(hasHeld)
  const band = worstOf(levels, answered)
  const params = { ...flags, ...slowestRhythm(answered), ...brokenParams(levels) }
  if (!hasHeld(first)) return verdict('experience', 'notHeld', band, params)
  const limit = heldLimit(levels)
  if (limit === null) return verdict('experience', 'never', band, { ...params, ...atLevel(first) })
  const held = levels[limit.held - 1] as Answered
  const next = levels[limit.held]
  const stated = { ...params, ...atLevel(held), limitMs: limit.limitMs }
  if (hasHeld(next)) return verdict('experience', 'upTo', band, { ...stated, nextUsers: next.users, nextTtftMs: next.ttft.ms, nextN: next.ttft.n, nextFew: next.ttft.few ? 1 : 0 })
  if (next !== undefined) return verdict('experience', 'upToHeld', band, stated)
  return verdict('experience', levels.length === 1 ? 'single' : 'always', band, stated)
}
