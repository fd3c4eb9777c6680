/** What the engine measures is what a server in another process really did, chunk by chunk. */
import { expect, it } from 'vitest'
import { measure } from '../../../bench/accuracy/measure.ts'
import { startEngineRig } from '../../../bench/support/engine-rig.ts'
import { startSimProcess } from '../../../bench/support/sim-process.ts'

it('pairs every stamp with the true send time of its chunk', async () => {
  const sim = await startSimProcess(['--script-first-token-ms', '60', '--script-gap-ms', '15', '--script-tokens', '30'])
  const rig = startEngineRig({ fields: {}, requestIdPrefix: '' })
  try {
    const result = await measure(sim, rig, { streams: 4, tokensPerS: 66, tokens: 30 })
    expect([result.tokens, result.stampErrorMs.n, result.gapErrorMs.n, result.ttftErrorMs.n]).toEqual([480, 480, 464, 12])
    // The median is robust against a busy machine: far below the 15 ms between two tokens, or the pairing is wrong.
    expect(result.stampErrorMs.p50).toBeLessThan(5)
    expect(result.ttftErrorMs.p50).toBeLessThan(10)
  } finally {
    await rig.close()
    await sim.stop()
  }
})
