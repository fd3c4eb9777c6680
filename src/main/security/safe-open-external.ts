/** The one place that hands a URL to the system's browser. */
import { shell } from 'electron'
import { isSafeExternalUrl } from './external-url.ts'

export async function openExternalSafely(url: string): Promise<void> {
  if (isSafeExternalUrl(url)) await shell.openExternal(url)
}
