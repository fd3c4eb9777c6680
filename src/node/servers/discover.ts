/** Looks for model servers on this machine's loopback address, on the ports that local servers use by default. */
import type { ProbeError } from '../../core/model/server.ts'
import type { Result } from '../../core/result.ts'
import { probeServer, type Probe } from './probe.ts'

/** Default ports: Ollama, LM Studio, llama.cpp / LocalAI, vLLM, SGLang, TGI (docs), KoboldCpp, Jan, text-generation-webui, TabbyAPI, the simulator. */
export const wellKnownPorts = [11434, 1234, 8080, 8000, 30000, 3000, 5001, 1337, 5000, 8081, 8765] as const

export interface Found {
  readonly url: string
  readonly result: Result<Probe, ProbeError>
}

/** Answers worth showing: a server that wants a key or is still loading is there too; a web page on port 3000 is not ours. */
function isModelServer(found: Found): boolean {
  return found.result.ok || found.result.error.code === 'loading' || found.result.error.code === 'auth'
}

/** Probes all ports at once; only loopback. */
export async function discoverServers(options: { readonly timeoutMs: number; readonly ports?: readonly number[] }): Promise<readonly Found[]> {
  const ports = options.ports ?? wellKnownPorts
  const probes = ports.map(async (port) => {
    const url = `http://127.0.0.1:${port}`
    return { url, result: await probeServer(url, { apiKey: null, timeoutMs: options.timeoutMs }) }
  })
  return (await Promise.all(probes)).filter(isModelServer)
}
