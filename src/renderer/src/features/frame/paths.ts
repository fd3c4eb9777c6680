/** The addresses of the views. */
export const paths = {
  newRun: '/new',
  live: '/live',
  servers: '/servers',
  sessions: '/sessions',
  session: (sessionId: string): `/sessions/${string}` => `/sessions/${sessionId}`,
  machine: '/machine',
  settings: '/settings',
} as const
