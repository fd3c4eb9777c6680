/** No key reaches the log. */
import { expect, it } from 'vitest'
import { redact } from '../../../src/main/log.ts'

it.each([
  'Authorization: Bearer CANARY-123', '{"apiKey":"CANARY-123"}', '{"api_key": "CANARY-123"}', 'api-key=CANARY-123', 'token: CANARY-123', 'sk-CANARY-12345678',
])('redacts %s', (text) => {
  expect(redact(`before ${text} after`)).not.toContain('CANARY')
})

it('leaves ordinary lines alone', () => {
  const line = 'servers:discover took 120 ms, http://127.0.0.1:8080/v1, 3 tokens a second'
  expect(redact(line)).toBe(line)
})
