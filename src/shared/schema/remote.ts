/** Where the telemetry of a model's machine comes from, as the window sends it and as main keeps it. Tokens are never part of it. */
import { z } from 'zod'
import { remoteBounds, type RemoteAddress } from '../../core/model/remote.ts'

const url = z.string().min(1).max(2_048)
const query = z.strictObject({ label: z.string().min(1).max(remoteBounds.maxLabelLength), expr: z.string().min(1).max(remoteBounds.maxExprLength) })

export const remoteAddressSchema: z.ZodType<RemoteAddress, RemoteAddress> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), url, ca: z.string().min(1).max(remoteBounds.maxCaLength).nullable() }),
  z.strictObject({ kind: z.literal('prometheus'), url, instance: z.string().min(1).max(200).nullable(), queries: z.array(query).max(remoteBounds.maxQueries) }),
  z.strictObject({ kind: z.literal('exporters'), urls: z.array(url).min(1).max(remoteBounds.maxExporters) }),
])
