/** The form of a server's telemetry: what is typed, what is wrong with it, and the address it makes. */
import type { PromQuery, RemoteAddress, RemoteKind } from '../../../../core/model/remote.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { urlIssue } from './url-issue.ts'

export interface TelemetryForm {
  readonly kind: RemoteKind | 'here'
  readonly url: string
  readonly token: string
  readonly ca: string
  readonly instance: string
  /** One a line. */
  readonly queries: string
  readonly urls: string
}

export type TelemetryField = 'url' | 'token' | 'urls' | 'queries'

const blank: TelemetryForm = { kind: 'here', url: '', token: '', ca: '', instance: '', queries: '', urls: '' }

export function formOf({ telemetry }: Pick<ServerInfo, 'telemetry'>): TelemetryForm {
  const address = telemetry?.address
  switch (address?.kind) {
    case undefined: return blank
    case 'agent': return { ...blank, kind: 'agent', url: address.url, ca: address.ca ?? '' }
    case 'prometheus': return { ...blank, kind: 'prometheus', url: address.url, instance: address.instance ?? '', queries: address.queries.map(({ label, expr }) => `${label} = ${expr}`).join('\n') }
    case 'exporters': return { ...blank, kind: 'exporters', urls: address.urls.join('\n') }
  }
}

const linesOf = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '')

/** Null when a line is no query. */
export function queriesOf(text: string): readonly PromQuery[] | null {
  const queries = linesOf(text).map((line): PromQuery | null => {
    const [, label, expr] = /^([^={}()"]+?)\s*=\s*(\S.*)$/.exec(line) ?? []
    return label === undefined || expr === undefined ? null : { label, expr }
  })
  return queries.every((query) => query !== null) ? queries : null
}

/** `isStored`: a token is kept for this very address. */
export function issuesOf(form: TelemetryForm, isStored: boolean): readonly TelemetryField[] {
  const { kind } = form
  if (kind === 'here') return []
  if (kind === 'exporters') return linesOf(form.urls).length === 0 || linesOf(form.urls).some((url) => urlIssue(url) !== null) ? ['urls'] : []
  return [
    ...(urlIssue(form.url) === null ? [] : ['url' as const]),
    ...(kind === 'agent' && form.token.trim() === '' && !isStored ? ['token' as const] : []),
    ...(kind === 'prometheus' && queriesOf(form.queries) === null ? ['queries' as const] : []),
  ]
}

/** Of a form without issues; null = this machine. */
export function addressOf(form: TelemetryForm): RemoteAddress | null {
  const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
  switch (form.kind) {
    case 'here': return null
    case 'agent': return { kind: 'agent', url: form.url.trim(), ca: textOrNull(form.ca) }
    case 'prometheus': return { kind: 'prometheus', url: form.url.trim(), instance: textOrNull(form.instance), queries: [...(queriesOf(form.queries) ?? [])] }
    case 'exporters': return { kind: 'exporters', urls: [...linesOf(form.urls)] }
  }
}

/** A token that is sent over http to another machine can be read on the way. */
export function isTokenPlain({ kind, url, urls, token }: TelemetryForm): boolean {
  const all = kind === 'exporters' ? linesOf(urls) : [url.trim()]
  return token !== '' && all.some((each) => !each.startsWith('https:') && !/^(?:http:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/]|$)/i.test(each))
}
