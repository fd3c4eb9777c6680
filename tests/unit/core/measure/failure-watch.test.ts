/** Which words a run ends with when nothing worked: what the server is, not what one event was. */
import { describe, expect, it } from 'vitest'
import { FailureWatch } from '../../../../src/core/measure/failure-watch.ts'
import { rawAnswer, replay } from '../../../support/transcript.ts'

const word = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
const role = 'data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n'
const broken = 'data: {"choices": [}\n\n'
const endless = `data: {"x":"${'y'.repeat(1_100_000)}"}\n\n`
const html = replay(rawAnswer('<!doctype html><html><head><title>Hi</title></head></html>', 'text/html'))

describe('a server whose first answer is malformed', () => {
  it.each([['an event after valid ones', word + broken], ['an event after the role', role + broken], ['an event that is too long', endless]])('is not one of another protocol for %s', (_, body) => {
    const watch = new FailureWatch()
    expect(watch.observe(replay(rawAnswer(body)))).toBeNull()
    expect(watch.afterWarmup()?.code).toBe('all-requests-failed')
    expect(watch.observe(html)).toBeNull()
    expect(watch.atEnd()?.code).toBe('all-requests-failed')
  })

  it.each([['a web page', html], ['events that are no JSON', replay(rawAnswer(broken))]])('is when it sends %s', (_, record) => {
    expect(new FailureWatch().observe(record)?.code).toBe('server-not-openai')
  })

  it('names where a redirect leads', () => {
    const record = replay(Buffer.from('HTTP/1.1 308 Permanent Redirect\r\nLocation: https://example.test/v1\r\nContent-Length: 0\r\n\r\n'))
    expect(new FailureWatch().observe(record)).toMatchObject({ code: 'server-not-openai', detail: expect.stringContaining('redirects to https://example.test/v1') as string })
  })
})
