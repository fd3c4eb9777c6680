/** Where rules draw their lines: starting points that the user may move. Shares are 0..1, utilisation is in %. */

export const defaultDiagnosisLimits = {
  /** Delay of the client's event loop, p99. */
  loopDelayMs: 20,
  clientCpuPercent: 90,
  /** A round trip longer than this, and this share of TTFT, is the network's. */
  roundTripMs: 30,
  roundTripShare: 0.4,
  /** Use by others before the run. */
  restCpuPercent: 10,
  restGpuPercent: 5,
  /** A model that loads longer was cold. */
  loadMs: 500,
  /** A first answer this many times slower than the rest, and so much later, was a cold start. */
  coldRatio: 4,
  coldExtraMs: 1_000,
  gpuIdlePercent: 30,
  gpuBusyPercent: 90,
  coreBusyPercent: 90,
  /** CPU of the server in % of all cores that counts as "all cores". */
  allCoresPercent: 60,
  slowTtftMs: 1_000,
  slowTpotMs: 30,
  diskReadBytesPerS: 100e6,
  ioStallPercent: 15,
  majorFaultsPerS: 100,
  memoryStallPercent: 5,
  swapInBytesPerS: 1e6,
  /** TTFT that grew this many times, and by so much, waits for its turn. */
  ttftGrowth: 3,
  ttftExtraMs: 250,
  /** TPOT that grew no more than this is flat. */
  flatTpot: 2,
  /** Sequences at once up to which a plateau is a matter of slots, not of batching. */
  fewSlots: 8,
  /** Share of the end-to-end time that reading the prompt takes. */
  prefillShare: 0.5,
  promptCorrelation: 0.7,
  /** Share of the memory's bandwidth that decoding reaches. */
  bandwidthShare: 0.45,
  /** Late gaps of an answer against its early ones. */
  itlGrowth: 1.3,
  kvFullPercent: 95,
  /** Share of busy samples with a reason for throttling. */
  throttledShare: 0.05,
  clockLoss: 0.04,
  powerCappedShare: 0.5,
  powerShare: 0.95,
  othersVramShare: 0.03,
  /** Growth over the run against all memory of its kind. */
  growthShare: 0.03,
  growthBlocks: 4,
  /** Share of the growth that must be gone after the run for it to have been the queue's. */
  releasedShare: 0.5,
  slowdown: 3,
  vramFullShare: 0.97,
  vramFreeShare: 0.03,
  vramFreeBytes: 500e6,
  dipDepth: 0.5,
  minDips: 3,
  trendP: 0.01,
} as const

export type DiagnosisLimits = { readonly [K in keyof typeof defaultDiagnosisLimits]: number }

export type LimitName = keyof DiagnosisLimits
export const limitNames = Object.keys(defaultDiagnosisLimits) as readonly LimitName[]

/** What the user moved; everything else stays where it is. */
export type LimitOverrides = { readonly [K in LimitName]?: number }

export type LimitUnit = 'ms' | 'percent' | 'share' | 'B' | 'B/s' | '1/s' | 'ratio' | 'count'

const unitBySuffix: readonly (readonly [suffix: RegExp, unit: LimitUnit])[] = [
  [/Ms$/, 'ms'], [/Percent$/, 'percent'], [/BytesPerS$/, 'B/s'], [/PerS$/, '1/s'], [/Bytes$/, 'B'],
  [/Share$|^dipDepth$|^clockLoss$|^promptCorrelation$|^trendP$/, 'share'], [/^fewSlots$|^growthBlocks$|^minDips$/, 'count'],
]

export function limitUnit(name: LimitName): LimitUnit {
  return unitBySuffix.find(([suffix]) => suffix.test(name))?.[1] ?? 'ratio'
}

/** How far a limit can be moved: shares and percent within what they are shares of, others a thousandfold. */
export function limitBounds(name: LimitName): readonly [least: number, most: number] {
  const usual = defaultDiagnosisLimits[name]
  switch (limitUnit(name)) {
    case 'share': return [1e-6, 1]
    case 'percent': return [0.1, 100]
    case 'count': return [1, 1000]
    default: return [usual / 1000, usual * 1000]
  }
}

export function limitsWith(overrides: LimitOverrides): DiagnosisLimits {
  return { ...defaultDiagnosisLimits, ...overrides }
}
