/** Telemetry of the machine that runs the model, when that is another one: where it comes from, how its clock stands to ours, what is wrong. */

export const remoteKinds = ['agent', 'prometheus', 'exporters'] as const
/** `agent`: this tool on the other machine. `prometheus`: a Prometheus server. `exporters`: its exporters, asked directly. */
export type RemoteKind = (typeof remoteKinds)[number]

/** A free query, drawn as a lane of its own. */
export interface PromQuery {
  readonly label: string
  readonly expr: string
}

/** What can be stored and shown of a source: everything but its token. */
export type RemoteAddress =
  | { readonly kind: 'agent'; readonly url: string; /** Certificates (PEM) to trust beside the system's. */ readonly ca: string | null }
  | {
      readonly kind: 'prometheus'
      readonly url: string
      /** Only targets whose `instance` is this, or whose host is; null = those of the model server's host, else all. */
      readonly instance: string | null
      readonly queries: readonly PromQuery[]
    }
  | { readonly kind: 'exporters'; readonly urls: readonly string[] }

/** With its token: lives in main's and the recorder's memory only. */
export interface RemoteConfig {
  readonly address: RemoteAddress
  readonly token: string | null
}

export const remoteBounds = { maxQueries: 16, maxExporters: 16, maxExprLength: 1_000, maxLabelLength: 60, maxCaLength: 32_768 } as const

/** How the other machine's clock stands to this one's. */
export interface RemoteClock {
  /** Of the wall clocks, > 0: the other one is ahead; the truth lies within ± `offsetUncertaintyMs`. */
  readonly offsetMs: number
  readonly offsetUncertaintyMs: number
  /** Samples lie on the session's time axis within ± this: half of the shortest round trip, and what the clocks may have drifted apart since. */
  readonly uncertaintyMs: number
  readonly rttMs: number
  /** How fast the clocks part, in millionths; null until known. */
  readonly driftPpm: number | null
  readonly driftUncertaintyPpm: number | null
  readonly probes: number
}

export const remoteIssueCodes = [
  'refused', 'timeout', 'dns', 'tls', 'auth', 'busy', 'not-agent', 'version', 'garbled',
  'not-prometheus', 'no-instance', 'no-metrics', 'bad-query', 'target-down', 'bad-url', 'other',
] as const

/** `code` is translated with a hint; `detail` is a name, an address or the other side's own word. */
export interface RemoteIssue {
  readonly code: (typeof remoteIssueCodes)[number]
  readonly detail: string
}

/** What trying a link found. */
export interface RemoteCheck {
  readonly link: RemoteLink
  /** How many series came. */
  readonly series: number
}

/** The state of a source on another machine; what of it is known at a session's end is stored with the session. */
export interface RemoteLink {
  readonly kind: RemoteKind
  /** Host and port that are asked. */
  readonly address: string
  /** The machine's name as the source tells it; null before it did. */
  readonly machine: string | null
  readonly clock: RemoteClock | null
  /** Session ms of the newest sample. */
  readonly lastSampleAtMs: number | null
  /** How old it was when this was told, ms. */
  readonly lastSampleAgeMs?: number | null | undefined
  readonly scrapeIntervalMs: number | null
  /** How long a Prometheus server keeps samples, in its own words. */
  readonly retention: string | null
  readonly gaps: number
  readonly issue: RemoteIssue | null
}
