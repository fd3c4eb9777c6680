/** The ways in which the simulated server can misbehave, and how they are written on the command line. */

/** How a stream breaks after some chunks. */
export type BreakKind = 'reset' | 'eof' | 'in-stream-error' | 'stall' | 'malformed'

/** A stream that breaks after `afterChunks` content chunks. */
export type StreamBreak = { readonly kind: BreakKind; readonly afterChunks: number }

/** Every fault, switched off unless said otherwise. */
export type Faults = {
  /** Every route answers an HTML page with status 200. */
  readonly html: boolean
  /** Generation answers an event stream that ends without data. */
  readonly emptyStream: boolean
  /** No route but the simulator's own ever answers. */
  readonly hang: boolean
  /** Only generation never answers. */
  readonly hangGenerate: boolean
  /** The process exits abruptly this long after the first generation request, s. */
  readonly dieAfterS: number | null
  readonly streamBreak: StreamBreak | null
  /** Share of generation requests answered with status 500, 0 … 1. */
  readonly http500Share: number
  /** Share of generation requests answered with status 429 and Retry-After, 0 … 1. */
  readonly http429Share: number
  /** After this many generation requests every further one is out of GPU memory. */
  readonly oomAfterRequests: number | null
  /** Added before a request reaches the queue, ms. */
  readonly slowFirstMs: number
  /** Usage is never reported. */
  readonly noUsage: boolean
  readonly crlf: boolean
  readonly noSpace: boolean
  /** Comment lines until the first token, one every this many ms. */
  readonly pingEveryMs: number | null
  readonly keepOpenAfterDone: boolean
  /** The first part of each answer is reasoning. */
  readonly reasoning: boolean
  readonly tokensPerChunk: number
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A server without faults. */
export const noFaults: Faults = {
  html: false,
  emptyStream: false,
  hang: false,
  hangGenerate: false,
  dieAfterS: null,
  streamBreak: null,
  http500Share: 0,
  http429Share: 0,
  oomAfterRequests: null,
  slowFirstMs: 0,
  noUsage: false,
  crlf: false,
  noSpace: false,
  pingEveryMs: null,
  keepOpenAfterDone: false,
  reasoning: false,
  tokensPerChunk: 1,
}

type Setter = (faults: Mutable<Faults>, value: string | null) => void

const breaksAfter =
  (kind: BreakKind): Setter =>
  (faults, value) => {
    faults.streamBreak = { kind, afterChunks: whole(value, 0) }
  }

const setters: Readonly<Record<string, Setter>> = {
  html: (faults) => void (faults.html = true),
  'empty-stream': (faults) => void (faults.emptyStream = true),
  hang: (faults) => void (faults.hang = true),
  'hang-generate': (faults) => void (faults.hangGenerate = true),
  'die-after': (faults, value) => void (faults.dieAfterS = decimal(value, 0, 86_400)),
  'reset-after-chunks': breaksAfter('reset'),
  'eof-after-chunks': breaksAfter('eof'),
  'in-stream-error-after': breaksAfter('in-stream-error'),
  'stall-after-chunks': breaksAfter('stall'),
  'malformed-after-chunks': breaksAfter('malformed'),
  'http-500': (faults, value) => void (faults.http500Share = decimal(value ?? '1', 0, 1)),
  'http-429': (faults, value) => void (faults.http429Share = decimal(value ?? '1', 0, 1)),
  'oom-after-requests': (faults, value) => void (faults.oomAfterRequests = whole(value, 0)),
  'slow-first': (faults, value) => void (faults.slowFirstMs = decimal(value, 0, 3_600_000)),
  'no-usage': (faults) => void (faults.noUsage = true),
  crlf: (faults) => void (faults.crlf = true),
  'no-space': (faults) => void (faults.noSpace = true),
  pings: (faults, value) => void (faults.pingEveryMs = decimal(value ?? '500', 1, 60_000)),
  'keep-open-after-done': (faults) => void (faults.keepOpenAfterDone = true),
  reasoning: (faults) => void (faults.reasoning = true),
  'multi-token-chunks': (faults, value) => void (faults.tokensPerChunk = whole(value, 1)),
}

/** Names as the command line takes them. */
export const faultNames: readonly string[] = Object.keys(setters)

/** Reads `name` or `name=value` words, several in one word separated by commas; throws RangeError on a bad one. */
export function parseFaults(words: readonly string[]): Faults {
  const faults: Mutable<Faults> = { ...noFaults }
  for (const word of words.flatMap((list) => list.split(','))) {
    const [name = '', value] = word.trim().split('=', 2)
    const set = Object.hasOwn(setters, name) ? setters[name] : undefined
    if (set === undefined) throw new RangeError(`unknown fault "${name}"; known: ${faultNames.join(', ')}`)
    try {
      set(faults, value ?? null)
    } catch (error) {
      throw new RangeError(`fault "${name}": ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  return faults
}

function decimal(text: string | null, min: number, max: number): number {
  const value = text === null || text === '' ? Number.NaN : Number(text)
  if (!(value >= min && value <= max)) throw new RangeError(`needs a number from ${min} to ${max}`)
  return value
}

function whole(text: string | null, min: number): number {
  const value = decimal(text, min, 1_000_000)
  if (!Number.isInteger(value)) throw new RangeError('needs a whole number')
  return value
}
