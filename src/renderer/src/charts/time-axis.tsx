/** A ruler of the timeline, and the axis at its foot with the bubble that follows the crosshair. */
import { useEffect, useRef } from 'react'
import type { TimelineSurface } from './timeline-surface.ts'
import styles from './timeline.module.css'

export function RulerCanvas({ surface, kind, className }: { readonly surface: TimelineSurface; readonly kind: 'stages' | 'time'; readonly className: string | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => (canvas.current === null ? undefined : surface.mountRuler(canvas.current, kind)), [surface, kind])
  return <canvas ref={canvas} className={className} aria-hidden />
}

export function AxisRow({ surface, label }: { readonly surface: TimelineSurface; readonly label: string }) {
  const bubble = useRef<HTMLSpanElement>(null)
  useEffect(() => (bubble.current === null ? undefined : surface.mountBubble(bubble.current)), [surface])
  return (
    <div className={styles.axisRow}>
      <div className={styles.axisHead}>{label}</div>
      <div className={styles.axisBox}>
        <RulerCanvas surface={surface} kind="time" className={styles.axis} />
        <span ref={bubble} className={styles.bubble} aria-hidden hidden />
      </div>
    </div>
  )
}
