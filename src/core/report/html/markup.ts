/** Markup that is safe by construction: whatever is put into a template is escaped unless it was made by a template itself. */

/** Finished markup. Only `html` and `joinHtml` make it, from literals in this code and escaped values. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Content = Html | string | number | null | undefined | readonly Content[]

const replacements: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' }

/** Control characters (they have no place in a document) and directional overrides (they could disguise what follows). */
// eslint-disable-next-line no-control-regex
const unwanted = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu

/** Text for an element or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(unwanted, '\ufffd').replace(/[&<>"'`]/g, (char) => replacements[char]!)
}

function render(content: Content): string {
  if (content === null || content === undefined) return ''
  if (content instanceof Html) return content.text
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content))
  return content.map(render).join('')
}

/** A template of markup: `html\`<p>${anything}</p>\``. Attribute values must be in double quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.reduce((text, part, i) => text + render(values[i - 1]) + part))
}

/** A long text cut short, so that a server's page of HTML does not fill a table. */
export function shorten(text: string, length = 400): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`
}
