/** A model that a server loads or drops while it is watched, where the server tells what it holds. */
import { eventOf, type Detector } from './detector.ts'

export function createModelDetector(): Detector {
  let held: 'unknown' | 'no' | 'yes' = 'unknown'
  let rounds = 0
  return (sample) => {
    const { def, atMs, value, reason } = sample
    if (def.source !== 'metrics') return null
    if (def.signal === 'srv.scrape' && value !== null) {
      rounds += 1
      // A whole round went by without a word of the model.
      if (rounds > 1 && held === 'unknown') held = 'no'
    }
    const before = held
    if (def.signal === 'srv.model.loaded' && value !== null) {
      held = value > 0 ? 'yes' : 'no'
      if (before === 'no' && held === 'yes') return eventOf(sample, 'model-load', atMs, null)
      return before === 'yes' && held === 'no' ? eventOf(sample, 'model-unload', atMs, null) : null
    }
    if (def.signal !== 'srv.model.bytes') return null
    if (value !== null && value > 0) {
      held = 'yes'
      return before === 'no' ? eventOf(sample, 'model-load', atMs, String(value)) : null
    }
    // Any other reason means that the server was not heard, not that the model is gone.
    if (value === null && reason !== 'gap') return null
    held = 'no'
    return before === 'yes' ? eventOf(sample, 'model-unload', atMs, null) : null
  }
}
