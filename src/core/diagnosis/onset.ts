/** What changed when a trouble began, as evidence; and what had changed before, which speaks against it. */
import type { EvidenceItem, EvidenceName, EvidenceUnit } from '../model/diagnosis.ts'
import type { SignalName, SignalUnit } from '../model/telemetry.ts'
import { changesNear, nearBins, rangeOf, type Changes, type SignalChange } from './changes.ts'
import { bins } from './counts.ts'
import { item } from './rule.ts'

const mostShown = 4

/** Percent becomes a share, as everywhere in evidence. */
function inUnit(value: number, unit: SignalUnit): readonly [value: number, unit: EvidenceUnit] {
  return unit === '%' ? [value / 100, 'share'] : [value, unit]
}

export function changeItem(name: EvidenceName, change: SignalChange): EvidenceItem {
  const { of, before, after, p, n } = change
  const [value, unit] = inUnit(after, of.unit)
  return item(name, value, unit, bins(n), { against: inUnit(before, of.unit)[0], p, at: rangeOf(change), signals: [of.signal] })
}

/** Answers got slower with it. */
function isSlower({ of: { signal }, before, after }: SignalChange): boolean {
  const worseUp: readonly SignalName[] = ['req.ttft.p50', 'req.tpot.p50']
  return worseUp.includes(signal) ? after > before : signal === 'req.tokens' && after < before
}

export interface OnsetEvidence {
  readonly evidence: readonly EvidenceItem[]
  readonly counter: readonly EvidenceItem[]
  /** Answers slowed down within two bins of it. */
  readonly isFelt: boolean
}

/** `atMs`: when the trouble is known to have begun. Slower answers before that, and not again then, had another reason. */
export function onsetEvidence(scan: Changes, atMs: number, leftOut: readonly SignalName[] = []): OnsetEvidence {
  const near = changesNear(scan, atMs, atMs).filter(({ of }) => !leftOut.includes(of.signal))
  const summary = scan.gap === null ? item('changes', near.length, 'count', bins(scan.bins), { against: scan.tested }) : item('changes', null, 'count', bins(scan.bins), { gap: scan.gap })
  const isFelt = near.some(isSlower)
  const before = isFelt ? [] : scan.changes.filter((change) => isSlower(change) && change.atMs < atMs - nearBins * change.binMs)
  return {
    evidence: [summary, ...near.slice(0, mostShown).map((change) => changeItem('changedToo', change))],
    counter: before.slice(0, 1).map((change) => changeItem('changedBefore', change)), isFelt,
  }
}
