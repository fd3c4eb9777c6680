/** A laptop that leaves or finds its mains supply: on battery it runs slower. */
import { eventOf, type Detector } from './detector.ts'
import { createHold } from './hold.ts'

/** A loose plug shall not chatter. */
const times = { onMs: 0, offMs: 3_000 }

export function createBatteryDetector(): Detector {
  const hold = createHold(times)
  return (sample) => {
    if (sample.def.signal !== 'power.mains') return null
    const edge = hold(sample.atMs, sample.value === null ? null : sample.value === 0)
    return edge === null ? null : eventOf(sample, edge.kind === 'begin' ? 'on-battery' : 'on-mains', edge.atMs, null)
  }
}
