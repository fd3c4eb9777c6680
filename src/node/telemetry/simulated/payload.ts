/** What the bundled simulator tells of the machine it simulates; bounded, since anything could listen at its address. */
import { z } from 'zod'
import { signalUnits, switchableSources, type SignalName } from '../../../core/model/telemetry.ts'

const name = z.string().max(200)
const finite = z.number()
const signal = z.string().max(40).regex(/^(?:cpu|mem|swap|psi|disk|net|gpu|srv)(?:\.[a-z0-9]+)+$/).transform((text) => text as SignalName)

const hostSchema = z.object({
  os: name, cpuModel: name, cpuCores: z.int().min(1).max(4_096), memoryBytes: finite.min(0),
  gpus: z.array(z.object({ id: name, name, memoryBytes: finite.min(0) })).max(64),
})

export const simulatedTelemetrySchema = z.object({
  scenario: z.string().min(1).max(80),
  host: hostSchema,
  signals: z.array(z.object({
    source: z.enum(switchableSources), device: name, deviceLabel: name, signal, unit: z.enum(signalUnits), windowMs: finite.min(0).max(60_000), value: finite.nullable(),
  })).max(1_000),
})

export type SimulatedTelemetry = z.infer<typeof simulatedTelemetrySchema>
