/** Starts the simulator inside the calling process: an OpenAI-compatible server on loopback. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createContext } from './http/context.ts'
import type { SimulatorContext } from './http/context.ts'
import { sendError } from './http/reply.ts'
import { route } from './http/routes.ts'
import { resolveOptions } from './options.ts'
import type { SimulatorOptions } from './options.ts'

export { simulatedHeader, simulatorOwner, simulatorVersion } from './http/routes.ts'
export type { SimulatorOptions } from './options.ts'

/** A running simulator. */
export type Simulator = {
  /** For example `http://127.0.0.1:8765`, without a trailing slash. */
  readonly url: string
  readonly port: number
  readonly model: string
  /** Drops every connection and frees the port. */
  readonly close: () => Promise<void>
}

/** Listens and resolves once requests are taken; rejects on bad options (RangeError) or a port in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const config = resolveOptions(options)
  const context = createContext(config, () => startDying())
  const server = createServer({ noDelay: true, keepAliveTimeout: 75_000, requestTimeout: 0 })
  const close = closer(server, context)
  const startDying = oneShot(() => scheduleDeath(context, close))
  server.on('request', (request, response) => {
    // The client may leave at any time; what it no longer reads needs no report.
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    route(context, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return
      const message = error instanceof Error ? error.message : String(error)
      sendError(response, { status: 500, message, type: 'InternalServerError' })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${host}:${address.port}`, port: address.port, model: config.model, close }
}

function closer(server: Server, context: SimulatorContext): () => Promise<void> {
  return async () => {
    context.scheduler.close()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
    await context.truth.close()
  }
}

function scheduleDeath(context: SimulatorContext, close: () => Promise<void>): void {
  const { faults, onDie } = context.config
  const inMs = faults.dieAfterS === null ? (context.lab?.diesInMs() ?? null) : faults.dieAfterS * 1000
  if (inMs === null) return
  setTimeout(() => (onDie === null ? void close() : onDie()), inMs).unref()
}

function oneShot(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
