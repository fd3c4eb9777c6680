/** What an agent on another machine says, version 1. All of it is untrusted: names, sizes and numbers are bounded here. */
import { z } from 'zod'
import { missingReasons, signalUnits, type SignalName } from '../../../core/model/telemetry.ts'
import { sensedKinds, type SensedKind } from '../../../core/model/session.ts'

export const agentFormat = 'llm-dyno/agent'
export const agentVersion = 1
/** Reads the time, `/v1/stream` the samples. */
export const agentPaths = { hello: '/hello', time: '/v1/time', stream: '/v1/stream' } as const
export const agentLimits = { lineBytes: 262_144, helloBytes: 65_536, timeBytes: 1_024, series: 4_096 } as const

const name = z.string().max(200)
const maybeName = name.nullable()
const finite = z.number()
const id = z.int().min(0).max(agentLimits.series - 1)

/** Signals of a machine and of a model server; those of the client and of requests are this side's own. */
const signal = z.string().max(40).regex(/^(?:cpu|mem|swap|load|psi|disk|net|power|gpu|srv)(?:\.[a-z0-9]+)+$/).transform((text) => text as SignalName)

/** Events that may come from another machine. A kind that this version doesn't know is passed over. */
export const remoteEventKinds: readonly SensedKind[] = sensedKinds.filter((kind) => kind !== 'top-processes')

export const agentHelloSchema = z.object({
  format: z.literal(agentFormat),
  /** Versions of this protocol that the agent speaks. */
  versions: z.array(z.int()).max(20),
  /** Changes with each start: clocks and series of another instance are unrelated. */
  instance: z.string().min(1).max(64),
  machine: z.string().min(1).max(200),
  appVersion: name,
  os: maybeName,
  cpuModel: maybeName,
  cpuCores: z.int().min(1).max(4_096).nullable(),
  memoryBytes: finite.nullable(),
  serverPort: z.int().min(1).max(65_535).nullable(),
})
export type AgentHello = z.infer<typeof agentHelloSchema>

/** Agent time: monotonic ms since the agent started. `wallMs`: its wall clock, ms since the epoch. */
export const agentTimeSchema = z.object({ instance: z.string().max(64), receivedMs: finite, sentMs: finite, wallMs: finite })
export type AgentTime = z.infer<typeof agentTimeSchema>

/** One line of the stream. Times are agent time; a null value has a reason. Series are announced once, by number. */
export const agentBatchSchema = z.object({
  nowMs: finite,
  series: z.array(z.object({ id, signal, device: name, deviceLabel: name, unit: z.enum(signalUnits), windowMs: finite.min(0).max(600_000) })).max(agentLimits.series).optional(),
  samples: z.array(z.tuple([id, finite, finite.nullable()])).max(agentLimits.series).optional(),
  missing: z.array(z.tuple([id, z.enum(missingReasons).catch('unknown')])).max(agentLimits.series).optional(),
  events: z.array(z.object({ kind: z.string().max(40), atMs: finite, detail: z.string().max(300) })).max(100).optional(),
})
export type AgentBatch = z.infer<typeof agentBatchSchema>
/** As the agent writes it. */
export type AgentBatchOut = z.input<typeof agentBatchSchema>
