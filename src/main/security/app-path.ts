/** Which file an `app://` request may read: one below the renderer's folder, and nothing else. */
import { isAbsolute, relative, resolve } from 'node:path'

export const APP_SCHEME = 'app'
export const APP_ORIGIN = 'app://bench'
export const APP_URL = `${APP_ORIGIN}/index.html`

/**
 * Maps a request to a file under `root`.
 * @returns the absolute path, or null for any other host and anything that would leave `root`.
 */
export function resolveAppPath(root: string, requestUrl: string): string | null {
  if (!URL.canParse(requestUrl)) return null
  const url = new URL(requestUrl)
  if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return null
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch {
    return null
  }
  // An encoded slash or backslash has no business in a name we built.
  if (/[\0\\]|%2f/i.test(path) || /%(2f|5c|00)/i.test(url.pathname)) return null
  const file = resolve(root, `.${path === '/' ? '/index.html' : path}`)
  const inside = relative(root, file)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? null : file
}
