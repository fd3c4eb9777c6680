/** The constant part of the requests of a run. */

/** `more`: headers of the dialect. Everything up to the value of `Content-Length`; throws RangeError for a key that can't be in a header. */
export function requestHead(url: URL, apiKey: string | null, more: readonly (readonly [name: string, value: string])[] = []): string {
  if (apiKey !== null && !/^[\u0021-\u007e]+$/u.test(apiKey)) throw new RangeError('The key has characters that no header can hold.')
  const lines = [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'User-Agent: llm-dyno',
    'Accept: text/event-stream, application/x-ndjson',
    'Accept-Encoding: identity',
    'Content-Type: application/json',
    'Connection: keep-alive',
    ...(apiKey === null ? [] : [`Authorization: Bearer ${apiKey}`]),
    ...more.map(([name, value]) => `${name}: ${value}`),
    'Content-Length: ',
  ]
  return lines.join('\r\n')
}
