/** R3: something else used the machine while it was measured, or the clock jumped, or sensors had gaps: repeat before believing. */
import type { SessionEvent } from '../../model/session.ts'
import { events, samples } from '../counts.ts'
import { disturbanceEvidence } from '../disturbance-evidence.ts'
import type { EvidenceInput } from '../evidence-input.ts'
import { item, type Rule } from '../rule.ts'
import { meanOf } from '../windows.ts'

/** A sensor may miss a beat; this many gaps are a pattern. */
const manyGaps = 3

/** Sources that are the server itself: when it dies they fall silent with it. */
const ofServer: readonly string[] = ['server', 'metrics']
/** Sources that fall silent together, or with the server, do so within this time. */
const togetherMs = 5_000

/** Times at which sensors fell silent and the server's end is not why: several at once are one. */
function gapTimes({ stored }: EvidenceInput): readonly number[] {
  const ends = stored.events.filter(({ kind }) => kind === 'server-died' || kind === 'server-restarted')
  const lost = stored.events.filter(({ kind, source, atMs }) => kind === 'sensor-gap' && !ofServer.includes(source ?? '') && !ends.some((end) => Math.abs(end.atMs - atMs) <= togetherMs))
  return lost.toSorted((a, b) => a.atMs - b.atMs).reduce<readonly number[]>((times, { atMs }) => (atMs - (times.at(-1) ?? -Infinity) > togetherMs ? [...times, atMs] : times), [])
}

function count({ stored }: EvidenceInput, kind: SessionEvent['kind']): number {
  return stored.events.filter((event) => event.kind === kind).length
}

export const runDisturbed: Rule = {
  id: 'run-disturbed',
  number: 'R3',
  evaluate(input, limits, { disturbance }) {
    const isDisturbed = disturbance?.verdict === 'disturbed'
    const [jumps, gaps] = [count(input, 'clock-jump'), gapTimes(input).length]
    const mains = meanOf(input.whole, 'power.mains')
    const signs = [
      ...(jumps > 0 ? [item('clockJumps', jumps, 'count', events(jumps))] : []),
      ...(gaps >= manyGaps ? [item('gaps', gaps, 'count', events(gaps))] : []),
      ...(mains !== null && mains < 1 ? [item('onBattery', 1 - mains, 'share', samples(input.whole, 'power.mains'), { signals: ['power.mains'] })] : []),
    ]
    if (!isDisturbed && signs.length === 0) return null
    return {
      kind: 'invalid', confidence: disturbance?.contrast?.isSlower === true ? 'likely' : 'observed',
      where: { stage: null, fromMs: input.whole.fromMs, toMs: input.whole.toMs }, weight: signs.length + Number(isDisturbed),
      evidence: [...(isDisturbed ? disturbanceEvidence(disturbance, limits) : []), ...signs],
      counter: [], advice: ['repeat-quietly', 'close-others'], experiment: 'repeat',
    }
  },
}
