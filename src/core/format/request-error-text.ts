/** What went wrong with a request, in the user's language where the words are ours; a server's own words stay as they are. */
import type { Translate } from './translate.ts'

/** Records hold English: the key, and the parts that it tells. */
const own: readonly (readonly [key: string, test: RegExp, ...names: readonly string[]])[] = [
  ['noConnection', /^no connection after ([\d.]+) s$/, 'seconds'],
  ['notFinished', /^not finished after ([\d.]+) s$/, 'seconds'],
  ['noToken', /^no token after ([\d.]+) s$/, 'seconds'],
  ['nothingMore', /^nothing more after ([\d.]+) s$/, 'seconds'],
  ['noAnswer', /^No answer within the time allowed\.$/],
  ['redirect', /^The server redirects to (.*); redirects are not followed\. Enter that address instead\.$/s, 'to'],
  ['status', /^HTTP status (\d+)$/, 'status'],
  ['empty', /^The answer ended without a single token\.$/],
  ['truncated', /^The stream ended without a finish reason\.$/],
  ['unknown', /^unknown error$/],
  ['responseFailed', /^the response failed$/],
  ['longEvent', /^an event is (?:too long|longer than 1 MiB)$/],
  ['html', /^the server answered (.*) instead of a token stream; is this the right address\?$/s, 'title'],
  ['onePiece', /^the server ignored "stream": true and answered in one piece$/],
  ['otherType', /^the answer is not a token stream but (.*)$/s, 'type'],
  ['noStream', /^the answer is not a token stream: (.*)$/s, 'text'],
  ['notSent', /^Due, but sending had stopped or too many requests were open\.$/],
  ['closed', /^The server closed the connection before the answer was complete\.$/],
  ['cancelled', /^Cancelled by the user\.$/],
  ['cutOff', /^Cut off by the end of the run\.$/],
  ['threadEnded', /^The thread of the engine that carried it ended\.$/],
  ['forbidden', /^(\S+) resolves to a forbidden address$/, 'host'],
  ['unresolved', /^The name (\S+) can't be resolved \((.*)\)\.$/, 'host', 'code'],
  ['refused', /^connect ECONNREFUSED (.*)$/, 'address'],
  ['connectTimeout', /^connect ETIMEDOUT (.*)$/, 'address'],
  ['reset', /^read ECONNRESET$/],
  ['unasked', /^the server sent bytes that belong to no request$/],
  ['longLine', /^a header or chunk line is too long$/],
  ['longChunk', /^a chunk is longer than it said$/],
  ['switches', /^the server wants to switch protocols$/],
  ['badLength', /^bad Content-Length: (.*)$/s, 'text'],
  ['badChunk', /^bad chunk size: (.*)$/s, 'text'],
  ['notHttp', /^not an HTTP answer: (.*)$/s, 'text'],
  ['badHeader', /^bad header line: (.*)$/s, 'text'],
  ['unpacks', /^the answer unpacks to an unreasonable size$/],
]

export function requestErrorText(message: string, t: Translate): string {
  for (const [key, test, ...names] of own) {
    const parts = test.exec(message)?.slice(1)
    if (parts !== undefined) return t(`domain:requestError.${key}`, Object.fromEntries(names.map((name, i) => [name, parts[i] ?? ''])))
  }
  return message
}
