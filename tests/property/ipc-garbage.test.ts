/** Whatever the window sends, a call answers with an envelope and the handler sees only valid input. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerCall, type Handlers } from '../../src/main/ipc/answer-call.ts'
import { calls, type CallName } from '../../src/shared/ipc/contract.ts'
import { callNames } from '../../src/shared/ipc/channels.ts'

const names = Object.keys(calls) as CallName[]
const withoutInput = new Set(names.filter((name) => calls[name].input.safeParse(undefined).success))

/** Handlers that remember what reached them. */
function recording(seen: unknown[]): Handlers {
  const entries = names.map((name) => [name, (input: unknown) => {
    seen.push(input)
    return { ok: true, value: null }
  }])
  return Object.fromEntries(entries) as Handlers
}

const garbage = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, withTypedArray: true }),
  fc.record({ sessionId: fc.anything(), serverId: fc.anything(), __proto__: fc.anything() }, { requiredKeys: [] }),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"sessionId":"x"}') as unknown),
  fc.constant({ url: 'x'.repeat(10_000_000), name: null, apiKey: null }),
)

describe('every call', () => {
  it('has a channel, and every channel a call', () => {
    expect([...callNames].sort()).toEqual([...names].sort())
  })

  it('answers garbage with ipc/invalid-input or valid input with the handler, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), garbage, async (name, input) => {
        const seen: unknown[] = []
        const answer = await answerCall(name, recording(seen), input, () => undefined)
        if (answer.ok) expect(seen).toHaveLength(1)
        else {
          expect(answer.error.code).toBe('ipc/invalid-input')
          expect(seen).toHaveLength(0)
        }
        expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  it.each([...withoutInput])('%s refuses any input', async (name) => {
    const answer = await answerCall(name, recording([]), { extra: 1 }, () => undefined)
    expect(answer).toMatchObject({ ok: false, error: { code: 'ipc/invalid-input' } })
  })

  it('turns a throwing handler into an internal error without its stack', async () => {
    const logged: string[] = []
    const handlers = { ...recording([]), 'app:info': () => { throw new Error('secret path /home/x') } } as unknown as Handlers
    const answer = await answerCall('app:info', handlers, undefined, (line) => logged.push(line))
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(answer)).not.toContain('secret path')
    expect(logged.join()).toContain('secret path')
  })
})
