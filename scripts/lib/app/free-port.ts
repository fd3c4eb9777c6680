// Ports on loopback for the servers that scripts and tests start.

import { createServer } from 'node:net'
import { wellKnownPorts } from '../../../src/node/servers/discover.ts'

/** Whether a server could listen there now. */
export async function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => probe.close(() => resolve(true)))
    probe.listen(port, '127.0.0.1')
  })
}

/** A port that the app looks at by itself and that nobody uses here; the last of its list first, which is the simulator's own. */
export async function freeWellKnownPort(): Promise<number | null> {
  for (const port of wellKnownPorts.toReversed()) if (await isPortFree(port)) return port
  return null
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
      })
  })
}
