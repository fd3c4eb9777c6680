/** Serves the built page under `app://bench` with a strict Content-Security-Policy; nothing outside the renderer folder is reachable. */
import { readFile, realpath } from 'node:fs/promises'
import { extname, relative } from 'node:path'
import { protocol } from 'electron'
import { APP_SCHEME, resolveAppPath } from './security/app-path.ts'
import { contentSecurityPolicy } from './security/content-security-policy.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.json': 'application/json', '.woff2': 'font/woff2', '.ico': 'image/x-icon',
}

/** Must run before `ready`, and only once in the life of the process. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
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
