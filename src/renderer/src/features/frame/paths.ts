/** The addresses of the views. */
export const paths = {
  newRun: '/new',
  live: '/live',
  servers: '/servers',
  sessions: '/sessions',
  session: (sessionId: string): `/sessions/${string}` => `/sessions/${sessionId}`,
  series: (seriesId: string): `/sessions/series/${string}` => `/sessions/series/${seriesId}`,
  machine: '/machine',
  settings: '/settings',
} as const
