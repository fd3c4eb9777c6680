/** The one place that hands a URL to the system's browser. */
import { shell } from 'electron'

/** Only https, without credentials, to a named host: a link in our own documentation, never a file or another protocol. */
export function isSafeExternalUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' && url.username === '' && url.password === '' && url.hostname.includes('.')
}

export async function openExternalSafely(url: string): Promise<void> {
  if (isSafeExternalUrl(url)) await shell.openExternal(url)
}
