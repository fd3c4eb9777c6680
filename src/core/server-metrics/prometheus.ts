/** Reads the Prometheus text format. Lines that make no sense are passed over: one odd metric must not hide the others. */

export interface MetricSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** May be NaN or infinite, as the format allows. */
  readonly value: number
}

const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*/
const labelPattern = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(,?)/
const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' }

/** Labels up to the closing brace, and what follows it; null when they are broken. */
function parseLabels(text: string): { readonly labels: Record<string, string>; readonly rest: string } | null {
  const labels: Record<string, string> = {}
  let rest = text
  for (;;) {
    const trimmed = rest.trimStart()
    if (trimmed.startsWith('}')) return { labels, rest: trimmed.slice(1) }
    const match = labelPattern.exec(rest)
    if (match === null) return null
    const [whole, name = '', value = '', comma] = match
    labels[name] = value.replaceAll(/\\./g, (pair) => escapes[pair] ?? pair)
    rest = rest.slice(whole.length)
    if (comma === '' && !rest.startsWith('}')) return null
  }
}

const specialValues: Readonly<Record<string, number>> = { nan: Number.NaN, '+inf': Number.POSITIVE_INFINITY, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }

/** Null when it is no number of the format. */
function parseValue(text: string): number | null {
  const special = specialValues[text.toLowerCase()]
  if (special !== undefined) return special
  const value = Number(text)
  return text === '' || Number.isNaN(value) ? null : value
}

function parseLine(line: string, wants: (name: string) => boolean): MetricSample | null {
  const name = namePattern.exec(line)?.[0]
  if (name === undefined || !wants(name)) return null
  const afterName = line.slice(name.length).trimStart()
  const labelled = afterName.startsWith('{') ? parseLabels(afterName.slice(1)) : { labels: {}, rest: line.slice(name.length) }
  if (labelled === null || (labelled.rest !== '' && !/^\s/.test(labelled.rest))) return null
  const value = parseValue(labelled.rest.trim().split(/\s+/, 1)[0] ?? '')
  return value === null ? null : { name, labels: labelled.labels, value }
}

/** Samples in the order of the text; `wants` spares the work on the many that nobody reads. */
export function parsePrometheus(text: string, wants: (name: string) => boolean = () => true): readonly MetricSample[] {
  return text.split('\n').flatMap((raw) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return []
    return parseLine(line, wants) ?? []
  })
}
