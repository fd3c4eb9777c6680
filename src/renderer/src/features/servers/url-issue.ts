/** Says what is wrong with an address while it is typed; the main process has the last word. */

/** A key of the catalogue's `servers:form.issue`, or null where nothing is wrong. */
export function urlIssue(text: string): 'empty' | 'unreadable' | 'scheme' | 'userinfo' | null {
  const plain = text.trim()
  if (plain === '') return 'empty'
  // Chromium reads a host with a space in it; no server has one.
  if (/\s/.test(plain)) return 'unreadable'
  // People paste `127.0.0.1:8080` too; the scheme is added for them.
  const candidate = /^[a-z][a-z\d+.-]*:\/\//i.test(plain) ? plain : `http://${plain}`
  if (!URL.canParse(candidate)) return 'unreadable'
  const url = new URL(candidate)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'scheme'
  return url.username !== '' || url.password !== '' ? 'userinfo' : null
}
