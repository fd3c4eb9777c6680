// The form of a server's telemetry: what it refuses, the address it makes, and when a token would travel readable.

import { describe, expect, it } from 'vitest'
import { remoteAddressSchema } from '../../../../../src/shared/schema/remote.ts'
import { addressOf, formOf, isTokenPlain, issuesOf, queriesOf, type TelemetryForm } from '../../../../../src/renderer/src/features/servers/telemetry-form.ts'

const blank = formOf({ telemetry: null })
const form = (change: Partial<TelemetryForm>): TelemetryForm => ({ ...blank, ...change })

describe('addresses', () => {
  it.each([
    form({ kind: 'agent', url: 'https://gpu-box:9410', ca: 'PEM' }),
    form({ kind: 'prometheus', url: 'http://metrics:9090', instance: 'gpu-box', queries: 'Load = node_load1\nBy code = sum by (code) (rate(x{a="b"}[5m]))' }),
    form({ kind: 'exporters', urls: 'http://a:9100\nhttp://b:9400' }),
  ])('come back into the form as they were: $kind', (typed) => {
    const address = addressOf(typed)!
    expect(remoteAddressSchema.safeParse(address).success).toBe(true)
    expect(formOf({ telemetry: { address, hasToken: false } })).toEqual(typed)
  })

  it('this machine is no address', () => expect(addressOf(blank)).toBeNull())
})

describe('what is wrong', () => {
  it('an agent needs an address and a token, unless one is stored', () => {
    expect(issuesOf(form({ kind: 'agent' }), false)).toEqual(['url', 'token'])
    expect(issuesOf(form({ kind: 'agent', url: 'gpu-box:9410' }), true)).toEqual([])
    expect(issuesOf(form({ kind: 'agent', url: 'http://169.254.169.254', token: 'x' }), false)).toEqual(['url'])
  })

  it('pages and queries are checked line by line', () => {
    expect(issuesOf(form({ kind: 'exporters' }), false)).toEqual(['urls'])
    expect(issuesOf(form({ kind: 'exporters', urls: 'http://a:1\nftp://b' }), false)).toEqual(['urls'])
    expect(issuesOf(form({ kind: 'prometheus', url: 'http://p', queries: 'node_load1' }), false)).toEqual(['queries'])
    expect(queriesOf('\n a = b == 1 \n')).toEqual([{ label: 'a', expr: 'b == 1' }])
    expect(queriesOf('sum(x{a="b"}) = c')).toBeNull()
  })
})

it('a token over http to another machine can be read on the way', () => {
  const plain = (url: string) => isTokenPlain(form({ kind: 'agent', url, token: 't' }))
  expect(['http://gpu-box:1', 'gpu-box:1', 'http://127.0.0.1.evil.com'].map(plain)).toEqual([true, true, true])
  expect(['https://gpu-box:1', 'http://127.0.0.1:1', 'localhost:9410', 'http://[::1]:1'].map(plain)).toEqual([false, false, false, false])
  expect(isTokenPlain(form({ kind: 'agent', url: 'http://gpu-box:1' }))).toBe(false)
})
