/** Every message of a failed request that the product words itself is told in the user's language; a server's own is left alone. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { requestErrorText } from '../../../../src/core/format/request-error-text.ts'
import { defaultTimeouts } from '../../../../src/core/model/presets.ts'
import { classifyStatus, classifyStream, type StreamFacts } from '../../../../src/core/protocol/classify.ts'
import { overdue, type Waiting } from '../../../../src/core/protocol/deadlines.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'

const zh = createTranslate('zh-CN')
const en = createTranslate('en')
const waiting: Waiting = { startedAtMs: 0, sentAtMs: 0, firstTokenAtMs: null, lastActivityMs: 0 }
const late = (more: Partial<Waiting>, nowMs: number): string => overdue({ ...waiting, ...more }, defaultTimeouts, nowMs)?.message ?? ''
const facts: StreamFacts = { hasTokens: false, isDone: false, finishReason: null, error: null, malformed: null, hasValidEvents: true, countedTokens: null, forcedTokens: null }
const status = (code: number, location: string | null): string => classifyStatus(code, { code: null, message: '' }, location).error?.message ?? ''
const stream = (more: Partial<StreamFacts>): string => classifyStream({ ...facts, ...more }).error?.message ?? ''

describe('a failure in our words', () => {
  it.each([
    [late({ sentAtMs: null }, 6_000), '5 秒内没有建立连接。'], [late({}, 300_001), '300 秒内没有收到 token。'], [late({ firstTokenAtMs: 1 }, 60_001), '60 秒内没有收到更多数据。'], [late({}, 900_001), '900 秒后仍未完成。'],
    [status(302, 'http://x/'), '服务器重定向到 http://x/；不跟随重定向，请直接填写该地址。'], [status(500, null), 'HTTP 状态 500'], [stream({}), '回答结束时一个 token 都没有。'], [stream({ hasTokens: true }), '数据流结束时没有给出结束原因。'],
    ['No answer within the time allowed.', '在允许的时间内没有应答。'], ['connect ECONNREFUSED 127.0.0.1:1', '127.0.0.1:1 拒绝连接（ECONNREFUSED）。'],
  ])('%s is told as %s', (message, text) => {
    expect(message).not.toBe('')
    expect(requestErrorText(message, zh)).toBe(text)
    expect(requestErrorText(message, en)).not.toMatch(/domain:|\{\{/)
  })

  it('is known wherever the code words one', () => {
    const root = new URL('../../../../src/', import.meta.url)
    const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
    const worded = [
      ...['core/protocol/classify.ts', 'core/protocol/exchange.ts', 'core/protocol/adapters/openai-responses.ts', 'core/measure/unsent.ts', 'background/chat-sender.ts', 'background/socket-wire.ts', 'node/http/connection.ts', 'node/http/resolve.ts'],
      'node/http/response-reader.ts', 'node/http/decompress.ts', 'sim/lab/virtual/sender.ts',
    ].flatMap((path) => [...read(path).matchAll(/(?:message: |message = |HttpFormatError\(|malformed\(|onError\(|\? |: |timeoutWords = )(['`])((?:[^'`\\]|\\.){12,}?)\1/g)].map(([, , text = '']) => text))
      // A part of another message, or the words of a system or a server.
      .filter((text) => / /.test(text) && !/^\$\{|^another address$|^the \$|^connect ECONN|^server busy/.test(text) || /resolves to/.test(text))
      .map((text) => text.replaceAll(/\$\{[^}]*\}+/g, '1').replaceAll("\\'", "'"))
    expect(worded.length).toBeGreaterThan(20)
    expect(worded.filter((text) => requestErrorText(text, zh) === text)).toEqual([])
  })
})

it('leaves what the server said', () => {
  expect(requestErrorText('model "x" not found, try pulling it first', zh)).toBe('model "x" not found, try pulling it first')
})
