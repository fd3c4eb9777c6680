/** The addresses of the views. */
export const paths = {
  newRun: '/new',
  /** The new-run form with this server chosen. */
  newRunOn: (serverId: string): `/new/${string}` => `/new/${serverId}`,
  live: '/live',
  servers: '/servers',
  sessions: '/sessions',
  session: (sessionId: string): `/sessions/${string}` => `/sessions/${sessionId}`,
  settings: '/settings',
} as const
