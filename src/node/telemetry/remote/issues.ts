/** Turns what goes wrong on the way to another machine into a code that a person can act on. */
import type { RemoteIssue } from '../../../core/model/remote.ts'
import type { MissingReason } from '../../../core/model/telemetry.ts'

const byCode: Readonly<Record<string, RemoteIssue['code']>> = {
  ECONNREFUSED: 'refused', ECONNRESET: 'refused', EPIPE: 'refused', ENOTFOUND: 'dns', EAI_AGAIN: 'dns', ETIMEDOUT: 'timeout', EHOSTUNREACH: 'timeout', ENETUNREACH: 'timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls', SELF_SIGNED_CERT_IN_CHAIN: 'tls', UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls', UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls', CERT_HAS_EXPIRED: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls', ERR_SSL_WRONG_VERSION_NUMBER: 'tls', EPROTO: 'tls', ERR_OSSL_PEM_NO_START_LINE: 'tls',
}

function codeOf(error: unknown): string | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0])
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return null
}

export function issueOfError(error: unknown): RemoteIssue {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  // The parser's own codes mean that the other side speaks something else than HTTP.
  if (code?.startsWith('HPE_') === true) return { code: 'garbled', detail: code }
  return { code: code === null ? 'other' : (byCode[code] ?? 'other'), detail: code === 'ETIMEDOUT' ? message : (code ?? message) }
}

/** Why signals have no value while the source has this issue. */
export function reasonOfIssue({ code }: RemoteIssue): MissingReason {
  if (code === 'timeout') return 'timeout'
  if (code === 'auth') return 'no-permission'
  return code === 'no-instance' ? 'not-found' : code === 'no-metrics' ? 'not-supported' : 'lost'
}
