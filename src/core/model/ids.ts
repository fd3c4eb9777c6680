/** Branded identifiers, so that a server id can't be passed where a session id belongs. */
export type SessionId = string & { readonly __brand: 'SessionId' }
export type ServerId = string & { readonly __brand: 'ServerId' }
