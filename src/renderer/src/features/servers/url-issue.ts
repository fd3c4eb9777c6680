/** Says what is wrong with an address while it is typed; the main process has the last word. */

/** Where clouds hand out their machines' secrets; the same places that the main process refuses. */
const metadataHosts = /^(?:169\.254\.\d+\.\d+|\[fd00:ec2::254\]|metadata\.google\.internal)$/i

export type UrlIssue = 'empty' | 'unreadable' | 'scheme' | 'userinfo' | 'metadata'

/** A key of the catalogue's `servers:form.issue`, or null where nothing is wrong. */
export function urlIssue(text: string): UrlIssue | null {
  const plain = text.trim()
  if (plain === '') return 'empty'
  // Chromium reads a host with a space in it; no server has one.
  if (/\s/.test(plain)) return 'unreadable'
  // People paste `127.0.0.1:8080` too; the scheme is added for them.
  const candidate = /^[a-z][a-z\d+.-]*:\/\//i.test(plain) ? plain : `http://${plain}`
  if (!URL.canParse(candidate)) return 'unreadable'
  const url = new URL(candidate)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme'
  if (url.username !== '' || url.password !== '') return 'userinfo'
  return metadataHosts.test(url.hostname) ? 'metadata' : null
}
