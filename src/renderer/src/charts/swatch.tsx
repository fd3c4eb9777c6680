/** The key to one series: its hue with its dash or marker, so that colour is never the only channel. */
import type { LaneSeries } from './lane-types.ts'
import styles from './timeline.module.css'

const WIDTH = 14
const HEIGHT = 10
const MIDDLE = HEIGHT / 2

/** A drawing of 14 × 10 px. */
export function Swatch({ series }: { readonly series: Pick<LaneSeries, 'ink' | 'mark' | 'dash'> }) {
  const colour = series.ink === 'muted' ? 'var(--c-text-muted)' : `var(--c-${series.ink})`
  const { mark } = series
  return (
    <svg className={styles.swatch} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden focusable={false} style={{ color: colour }}>
      {mark === 'point' && <circle cx={WIDTH / 2} cy={MIDDLE} r={2.5} fill="currentColor" />}
      {mark === 'ring' && <circle cx={WIDTH / 2} cy={MIDDLE} r={2.5} fill="none" stroke="currentColor" strokeWidth={1.25} />}
      {mark === 'cross' && <path d="M4 2l6 6m0-6l-6 6" stroke="currentColor" strokeWidth={1.75} />}
      {mark === 'area' && <rect x={0} y={MIDDLE} width={WIDTH} height={MIDDLE} fill="currentColor" opacity={0.22} />}
      {mark === 'band' && <rect x={0} y={1} width={WIDTH} height={HEIGHT - 2} fill="currentColor" opacity={0.22} />}
      {(mark === 'line' || mark === 'step' || mark === 'area' || mark === 'band') && (
        <line x1={0} x2={WIDTH} y1={MIDDLE} y2={MIDDLE} stroke="currentColor" strokeWidth={1.5} strokeDasharray={series.dash.join(' ')} />
      )}
    </svg>
  )
}
