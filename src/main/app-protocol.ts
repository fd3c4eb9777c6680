/** Serves the built page under `app://bench` with a strict Content-Security-Policy; nothing outside the renderer folder is reachable. */
import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve } from 'node:path'
import { realpath } from 'node:fs/promises'
import { protocol } from 'electron'

export const APP_SCHEME = 'app'
export const APP_ORIGIN = 'app://bench'
export const APP_URL = `${APP_ORIGIN}/index.html`

export const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
  "worker-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "object-src 'none'",
].join('; ')

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.json': 'application/json', '.woff2': 'font/woff2', '.ico': 'image/x-icon',
}

/** Must run before `ready`, and only once in the life of the process. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

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

async function answer(root: string, requestUrl: string): Promise<Response> {
  const file = resolveAppPath(root, requestUrl)
  if (file === null) return new Response(null, { status: 403 })
  try {
    // A link inside the folder may point outside of it; archives have no links.
    if (!root.includes('.asar') && relative(await realpath(root), await realpath(file)).startsWith('..')) return new Response(null, { status: 403 })
    return new Response(new Uint8Array(await readFile(file)), {
      headers: {
        'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
      },
    })
  } catch {
    return new Response(null, { status: 404 })
  }
}

export function handleAppProtocol(root: string): void {
  protocol.handle(APP_SCHEME, (request) => answer(root, request.url))
}
