/** Finds out which engine answers on an address, by what only that engine says. */
import type { ServerEngine } from '../../core/model/plan.ts'
import { z } from 'zod'
import { httpGet, type ProbeResponse } from './http-get.ts'

export interface Identity {
  readonly engine: ServerEngine
  readonly version: string | null
  readonly slots: number | null
}

interface Clue {
  readonly path: string
  /** An identity when the answer is this engine's, else null. */
  readonly read: (response: ProbeResponse) => Identity | null
}

const versionBody = z.looseObject({ version: z.string() })
const propsBody = z.looseObject({ total_slots: z.number().int().positive().optional(), build_info: z.string().optional() })
const koboldBody = z.looseObject({ result: z.literal('KoboldCpp'), version: z.string().optional() })
const lmStudioBody = z.looseObject({ data: z.array(z.looseObject({ id: z.string(), state: z.string() })) })
const tgiBody = z.looseObject({ model_id: z.string(), version: z.string(), max_total_tokens: z.number() })
const sglangBody = z.looseObject({ model_path: z.string(), version: z.string().optional() })

function identity(engine: ServerEngine, version: string | null = null, slots: number | null = null): Identity {
  return { engine, version, slots }
}

function clue<T>(path: string, schema: z.ZodType<T>, toIdentity: (body: T) => Identity): Clue {
  return {
    path,
    read: (response) => {
      const parsed = schema.safeParse(response.json)
      return response.status === 200 && parsed.success ? toIdentity(parsed.data) : null
    },
  }
}

const clues: readonly Clue[] = [
  clue('/props', propsBody.refine((b) => b.total_slots !== undefined || b.build_info !== undefined), (b) =>
    identity('llama.cpp', b.build_info ?? null, b.total_slots ?? null)),
  clue('/api/version', versionBody, (b) => identity('ollama', b.version)),
  clue('/api/v0/models', lmStudioBody, () => identity('lm-studio')),
  clue('/get_server_info', sglangBody, (b) => identity('sglang', b.version ?? null)),
  clue('/info', tgiBody, (b) => identity('tgi', b.version)),
  clue('/api/extra/version', koboldBody, (b) => identity('koboldcpp', b.version ?? null)),
  clue('/version', versionBody, (b) => identity('vllm', b.version)),
]

const engineByOwner: Readonly<Record<string, ServerEngine>> = {
  'llm-dyno-simulator': 'llm-dyno-simulator', vllm: 'vllm', sglang: 'sglang', llamacpp: 'llama.cpp', library: 'ollama', organization_owner: 'lm-studio',
}

/** The engine by the owner of its models: a hint where no special route answered. */
export function engineOfOwner(owner: string | null): ServerEngine {
  return (owner !== null && engineByOwner[owner.toLowerCase()]) || 'unknown'
}

/** Asks the special routes of `root` (scheme, host, port, prefix) at once; the first clue in the list that fits wins. */
export async function identify(root: string, options: { readonly timeoutMs: number; readonly apiKey: string | null }): Promise<Identity | null> {
  const answers = await Promise.all(
    clues.map(async ({ path, read }) => {
      const response = await httpGet(`${root}${path}`, options)
      return response.ok ? read(response.value) : null
    }),
  )
  return answers.find((answer) => answer !== null) ?? null
}
