/** The addresses of the views. */
export const paths = {
  newRun: '/new',
  live: '/live',
  servers: '/servers',
  sessions: '/sessions',
  session: (sessionId: string): `/sessions/${string}` => `/sessions/${sessionId}`,
  series: (seriesId: string): `/sessions/series/${string}` => `/sessions/series/${seriesId}`,
  /** Without sessions: the one compared last, or how to choose some. */
  compare: (sessionIds: readonly string[]): string => (sessionIds.length === 0 ? '/compare' : `/compare/${sessionIds.join(',')}`),
  machine: '/machine',
  settings: '/settings',
} as const
