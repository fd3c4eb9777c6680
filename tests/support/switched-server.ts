/** A model server that is the simulator for requests, and whose pages about itself answer, hang, break off or make no sense, as a test wants. */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type PageState = 'good' | 'frozen' | 'broken' | 'garbled'

export interface SwitchedServer {
  readonly apiBaseUrl: string
  /** From now on, for all pages about the server itself. */
  setPages(state: PageState): void
}

const pages: Readonly<Record<string, (model: string) => string>> = {
  '/metrics': () => 'llamacpp:requests_processing 1\nllamacpp:requests_deferred 0\nllamacpp:tokens_predicted_total 10\n',
  '/slots': () => JSON.stringify([{ id: 0, n_ctx: 4096, is_processing: true, n_prompt_tokens: 100 }, { id: 1, n_ctx: 4096, is_processing: false }]),
  '/api/ps': (model) => JSON.stringify({ models: [{ name: model, model, size: 8e9, size_vram: 6e9 }] }),
}
const garbage = 'HTTP <<<\u0000\ufffd{"models": 17, ]]] llamacpp requests_processing NaN NaN'

function answerPage(state: PageState, text: string, response: ServerResponse): void {
  if (state === 'good') response.end(text)
  if (state === 'garbled') response.end(garbage)
  if (state === 'broken') response.destroy()
}

function passOn(to: string, incoming: IncomingMessage, response: ServerResponse): void {
  const onward = request(`${to}${incoming.url ?? ''}`, { method: incoming.method, headers: { ...incoming.headers, host: new URL(to).host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  incoming.pipe(onward)
}

/** Requests go on to the simulator. */
export async function switchedServer(simulator: { readonly url: string; readonly model: string }): Promise<SwitchedServer> {
  let state: PageState = 'good'
  const server = createServer((incoming, response) => {
    const page = pages[incoming.url ?? '']
    if (page === undefined) passOn(simulator.url, incoming, response)
    else answerPage(state, page(simulator.model), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => {
    server.close(() => resolve(undefined))
    server.closeAllConnections()
  }))
  return {
    apiBaseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    setPages: (wanted) => { state = wanted },
  }
}
