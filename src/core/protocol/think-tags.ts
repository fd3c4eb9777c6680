/** Tells thinking from visible text where a server leaves `<think>` inside the content. */

const open = '<think>'
const close = '</think>'

/** The content of an answer without its thinking, as it goes into the history of a conversation. */
export function withoutThinking(content: string): string {
  const closed = content.lastIndexOf(close)
  if (closed >= 0) return content.slice(closed + close.length).trimStart()
  return content.trimStart().startsWith(open) ? '' : content
}

/**
 * Follows the content of one answer. A model whose template already opened the tag is recognised by the closing tag alone;
 * what looked visible until then was thinking.
 */
export class ThinkTags {
  /** A tag was seen: the thinking is not separated from the answer. */
  tagged = false
  private mode: 'undecided' | 'thinking' | 'after' | 'visible' = 'undecided'
  private text = ''

  /** True when the following content is plainly visible, so that it needs no look unless it holds a tag. */
  get settled(): boolean {
    return this.mode === 'visible'
  }

  /** Takes the next piece; `visible`: it holds visible text, `hidden`: all text before it was thinking after all. */
  push(piece: string): { readonly visible: boolean; readonly hidden: boolean } {
    if (this.mode === 'visible') return this.pushVisible(piece)
    this.text += piece
    if (this.mode === 'undecided') return this.decide()
    if (this.mode === 'thinking') return this.seekClose(false)
    return this.afterClose(false)
  }

  private pushVisible(piece: string): { visible: boolean; hidden: boolean } {
    if (!piece.includes(close)) return { visible: true, hidden: false }
    this.text = piece
    return this.seekClose(true)
  }

  private decide(): { visible: boolean; hidden: boolean } {
    const head = this.text.trimStart()
    if (head.startsWith(open)) {
      this.tagged = true
      this.text = head.slice(open.length)
      return this.seekClose(false)
    }
    if (open.startsWith(head)) return { visible: false, hidden: false }
    this.mode = 'visible'
    return this.pushVisible(this.text)
  }

  private seekClose(hidden: boolean): { visible: boolean; hidden: boolean } {
    const at = this.text.indexOf(close)
    if (at < 0) {
      this.mode = 'thinking'
      this.text = this.text.slice(-(close.length - 1))
      return { visible: false, hidden }
    }
    this.mode = 'after'
    this.tagged = true
    this.text = this.text.slice(at + close.length)
    return this.afterClose(hidden)
  }

  private afterClose(hidden: boolean): { visible: boolean; hidden: boolean } {
    const visible = this.text.trim() !== ''
    if (visible) this.mode = 'visible'
    this.text = ''
    return { visible, hidden }
  }
}
