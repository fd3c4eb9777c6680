/** Decides which links may leave the app. */

/** Only https, without credentials, to a named host: a link in our own documentation, never a file or another protocol. */
export function isSafeExternalUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' && url.username === '' && url.password === '' && url.hostname.includes('.')
}
