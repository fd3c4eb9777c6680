/** Which sessions a search shows: words in name, model, server, engine or tags, a status, a tag. */
import type { SessionStatus } from '../../../../core/model/session.ts'
import type { SessionListItem } from '../../../../core/model/view.ts'

export interface SessionFilter {
  readonly text: string
  readonly status: SessionStatus | 'all'
  /** Null = any. */
  readonly tag: string | null
}

export const noFilter: SessionFilter = { text: '', status: 'all', tag: null }

export function isFiltering({ text, status, tag }: SessionFilter): boolean {
  return text.trim() !== '' || status !== 'all' || tag !== null
}

function haystack(item: SessionListItem): string {
  return [item.name, item.model, item.targetName, item.engine, ...item.tags].join('\n').toLowerCase()
}

/** Every word of the text has to be found somewhere in the session. */
export function filterSessions(items: readonly SessionListItem[], filter: SessionFilter): readonly SessionListItem[] {
  const words = filter.text.normalize('NFKC').toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (!isFiltering(filter)) return items
  return items.filter((item) => {
    if (filter.status !== 'all' && item.status !== filter.status) return false
    if (filter.tag !== null && !item.tags.includes(filter.tag)) return false
    if (words.length === 0) return true
    const text = haystack(item)
    return words.every((word) => text.includes(word))
  })
}

/** All tags in use, with how many sessions carry them; the most used first. */
export function tagCounts(items: readonly SessionListItem[]): readonly (readonly [tag: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const { tags } of items) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].toSorted(([a, x], [b, y]) => y - x || a.localeCompare(b))
}
