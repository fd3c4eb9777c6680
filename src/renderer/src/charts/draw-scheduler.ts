/** One animation frame for all charts: each is drawn at most once a frame, only when it changed and only when it can be seen. */

export interface Drawable {
  readonly isVisible: () => boolean
  readonly draw: () => void
}

const dirty = new Set<Drawable>()
let frame: number | null = null

function flush(): void {
  frame = null
  for (const drawable of [...dirty]) {
    if (!drawable.isVisible()) continue
    dirty.delete(drawable)
    drawable.draw()
  }
}

/** Asks for a drawing in the next frame. What is out of sight stays dirty until it asks again. */
export function requestDraw(drawable: Drawable): void {
  dirty.add(drawable)
  frame ??= requestAnimationFrame(flush)
}

/** Forgets a chart that is being removed. */
export function cancelDraw(drawable: Drawable): void {
  dirty.delete(drawable)
}
