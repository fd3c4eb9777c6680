/** A small chart of one figure against another: axes with units, a tip at the pointer, and all of it by keyboard. */
import { useLayoutEffect, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { tickText } from './lane-scale.ts'
import { Swatch } from './swatch.tsx'
import type { Range } from './timeline-store.ts'
import { dotsPath, linePath, nearestStop, xyLayout, type XyLayout, type XySeries, type XyStop } from './xy-layout.ts'
import styles from './xy-chart.module.css'

/** More dots than this are drawn smaller and lighter. */
const MANY = 200

export interface XyChartProps {
  readonly series: readonly XySeries[]
  /** In the order of the arrow keys. */
  readonly stops: readonly XyStop[]
  readonly domain: Range
  /** With their units. */
  readonly xLabel: string
  readonly yLabel: string
  /** What the chart shows, in words. */
  readonly label: string
  /** The column under the pointer counts, not the nearest dot. */
  readonly byX?: boolean
  /** Opens what a stop stands for, by click or Enter. */
  readonly onOpen?: ((stop: number) => void) | undefined
}

function useSize(): [(element: HTMLDivElement | null) => void, { readonly width: number; readonly height: number } | null] {
  const [element, setElement] = useState<HTMLDivElement | null>(null)
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null)
  useLayoutEffect(() => {
    if (element === null) return undefined
    const measure = (): void => { setSize({ width: element.clientWidth, height: element.clientHeight }) }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => { observer.disconnect() }
  }, [element])
  return [setElement, size]
}

function Axes({ layout }: { readonly layout: XyLayout }) {
  const { left, right, top, bottom, x, y, xTicks, yScale } = layout
  const [, ...lines] = yScale.ticks
  return (
    <>
      <path className={styles.grid} d={[...lines.map((tick) => `M${left} ${y(tick)}H${right}`), ...xTicks.map((tick) => `M${x(tick)} ${top}V${bottom}`)].join('')} />
      <path className={styles.base} d={`M${left} ${bottom}H${right}`} />
      {yScale.ticks.map((tick) => <text key={tick} className={styles.tick} x={left - 6} y={y(tick)} textAnchor="end" dominantBaseline="middle">{tickText(tick)}</text>)}
      {xTicks.map((tick) => <text key={tick} className={styles.tick} x={x(tick)} y={bottom + 15} textAnchor="middle">{tickText(tick)}</text>)}
    </>
  )
}

const colourOf = ({ ink }: XySeries): string => (ink === 'muted' ? 'var(--c-text-muted)' : `var(--c-${ink})`)

function Curve({ series, layout, hasHalo }: { readonly series: XySeries; readonly layout: XyLayout; readonly hasHalo: boolean }) {
  const { mark, points, dash } = series
  const line = useMemo(() => (mark === 'point' ? null : linePath(points, layout)), [mark, points, layout])
  const dots = useMemo(() => (mark === 'line' ? null : dotsPath(points, layout)), [mark, points, layout])
  return (
    <g style={{ color: colourOf(series) }}>
      {line !== null && hasHalo && <path className={styles.halo} d={line} />}
      {line !== null && <path className={styles.line} d={line} strokeDasharray={dash.join(' ')} />}
      {dots !== null && <path className={styles.points} d={dots} data-many={points.length > MANY ? '' : undefined} />}
    </g>
  )
}

function Pointed({ stop, layout, byX }: { readonly stop: XyStop; readonly layout: XyLayout; readonly byX: boolean }) {
  const [x, y] = [layout.x(stop.at[0]), layout.y(stop.at[1])]
  return (
    <>
      {byX && <path className={styles.cross} d={`M${x} ${layout.top}V${layout.bottom}`} />}
      <circle className={styles.ring} cx={x} cy={y} r={4} />
    </>
  )
}

/** Beside the stop, on the side that has room. */
function Tip({ stop, layout, width }: { readonly stop: XyStop; readonly layout: XyLayout; readonly width: number }) {
  const x = layout.x(stop.at[0])
  return <div className={styles.tip} style={x > width / 2 ? { insetInlineEnd: width - x + 12 } : { insetInlineStart: x + 12 }} aria-hidden>{stop.lines.map((line) => <span key={line}>{line}</span>)}</div>
}

function stepped(key: string, from: number | null, count: number): number | null | undefined {
  switch (key) {
    case 'ArrowRight': return from === null ? 0 : Math.min(from + 1, count - 1)
    case 'ArrowLeft': return from === null ? count - 1 : Math.max(from - 1, 0)
    case 'Home': return 0
    case 'End': return count - 1
    case 'Escape': return from === null ? undefined : null
    default: return undefined
  }
}

export function XyChart({ series, stops, domain, xLabel, yLabel, label, byX = false, onOpen }: XyChartProps) {
  const { t } = useTranslation()
  const [measure, size] = useSize()
  const [chosen, setChosen] = useState<number | null>(null)
  const [from, to] = domain
  const layout = useMemo(() => (size === null ? null : xyLayout(series, [from, to], size.width, size.height)), [series, from, to, size])
  const overDots = series.some(({ mark }) => mark === 'point')
  const stop = chosen === null ? undefined : stops[chosen]
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (layout === null) return
    const box = event.currentTarget.getBoundingClientRect()
    setChosen(nearestStop(stops, layout, event.clientX - box.left, event.clientY - box.top, byX))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || stops.length === 0) return
    if (event.key === 'Enter' && chosen !== null && onOpen !== undefined) {
      onOpen(chosen)
      return
    }
    const next = stepped(event.key, chosen, stops.length)
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setChosen(next)
  }
  return (
    <figure className={styles.figure}>
      <div className={styles.head}>
        <span>{layout?.isLog === true ? `${yLabel} · ${t('session:timeline.log')}` : yLabel}</span>
        <span className={styles.keys}>{series.map((each) => <span key={each.id} className={styles.key}><Swatch series={{ ...each, mark: each.mark === 'dots' ? 'line' : each.mark }} />{each.label}</span>)}</span>
      </div>
      <div
        ref={measure} className={styles.plot} data-opens={onOpen === undefined || stop === undefined ? undefined : ''}
        tabIndex={0} role="slider" aria-label={label} aria-valuemin={1} aria-valuemax={stops.length} aria-valuenow={(chosen ?? 0) + 1} aria-valuetext={stop?.lines.join(', ') ?? '–'}
        onPointerMove={onMove} onPointerLeave={() => { setChosen(null) }} onKeyDown={onKeyDown} onBlur={() => { setChosen(null) }}
        onClick={() => { if (chosen !== null) onOpen?.(chosen) }}
      >
        {layout !== null && size !== null && (
          <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden>
            <Axes layout={layout} />
            {series.map((each) => <Curve key={each.id} series={each} layout={layout} hasHalo={overDots} />)}
            {stop !== undefined && <Pointed stop={stop} layout={layout} byX={byX} />}
          </svg>
        )}
        {layout !== null && size !== null && stop !== undefined && <Tip stop={stop} layout={layout} width={size.width} />}
      </div>
      <div className={styles.foot}>{xLabel}</div>
    </figure>
  )
}
