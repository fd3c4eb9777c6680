/** One lane as a chart.js chart that is driven by hand: no animation, no own events, no parsing; redrawn only when asked. */
import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, type ChartConfiguration, type Plugin } from 'chart.js'
import type { AxisScale } from './axis-scale.ts'
import type { ChartTheme } from './chart-theme.ts'
import { laneDatasets } from './lane-datasets.ts'
import { drawBands, drawFlags, drawHeat, drawMarks, type DecorInput } from './lane-decor.ts'
import { AXIS_WIDTH_PX, PLOT_BOTTOM_PX, PLOT_TOP_PX, RIGHT_PX } from './lane-geometry.ts'
import { laneScale, tickText } from './lane-scale.ts'
import type { EventMark, Lane, StageBand } from './lane-types.ts'
import type { Range } from './timeline-store.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler)

export interface LaneContent {
  readonly lane: Lane
  readonly bands: readonly StageBand[]
  readonly marks: readonly EventMark[]
  readonly isLog: boolean
}

type Point = { x: number; y: number }

export class LaneChart {
  #content: LaneContent
  #theme: ChartTheme
  #view: Range
  #scale: AxisScale = { min: 0, max: 1, ticks: [0, 0.5, 1] }
  #isLog: boolean
  #chart: Chart<'line', Point[]>
  readonly #canvas: HTMLCanvasElement

  constructor(canvas: HTMLCanvasElement, content: LaneContent, theme: ChartTheme, view: Range) {
    this.#canvas = canvas
    this.#content = content
    this.#theme = theme
    this.#view = view
    this.#isLog = content.isLog
    this.#chart = this.#create()
  }

  setContent(content: LaneContent): void {
    this.#content = content
  }

  setTheme(theme: ChartTheme): void {
    this.#theme = theme
  }

  get lane(): Lane {
    return this.#content.lane
  }

  /** Pixel of a value on the axis as last drawn; values off the scale sit on its edge. */
  yOf(value: number): number {
    const clamped = Math.min(Math.max(value, this.#scale.min), this.#scale.max)
    return this.#chart.scales['y']?.getPixelForValue(clamped) ?? 0
  }

  /** Draws the range. Sizes in CSS pixels. */
  draw(view: Range, widthPx: number, heightPx: number): void {
    this.#view = view
    const isLog = this.#content.isLog
    if (isLog !== this.#isLog) {
      // A chart.js axis can't change its kind, so the chart is made anew.
      this.#isLog = isLog
      this.#chart.destroy()
      this.#chart = this.#create()
    }
    const chart = this.#chart
    this.#scale = laneScale(this.#content.lane, view, isLog)
    if (chart.width !== widthPx || chart.height !== heightPx || chart.currentDevicePixelRatio !== window.devicePixelRatio) {
      chart.options.devicePixelRatio = window.devicePixelRatio
      chart.resize(widthPx, heightPx)
    }
    chart.options.scales = this.#scales()
    chart.data.datasets = laneDatasets(this.#content.lane, view, Math.max(1, widthPx - AXIS_WIDTH_PX - RIGHT_PX), this.#scale, this.#theme)
    chart.update('none')
  }

  destroy(): void {
    this.#chart.destroy()
  }

  #create(): Chart<'line', Point[]> {
    const config: ChartConfiguration<'line', Point[]> = {
      type: 'line',
      data: { datasets: [] },
      options: {
        responsive: false, maintainAspectRatio: false, animation: false, parsing: false, normalized: true, events: [], devicePixelRatio: window.devicePixelRatio,
        layout: { padding: { top: PLOT_TOP_PX, bottom: PLOT_BOTTOM_PX, left: 0, right: RIGHT_PX } },
        scales: this.#scales(),
      },
      plugins: [this.#decor()],
    }
    return new Chart(this.#canvas, config)
  }

  #scales(): NonNullable<NonNullable<ChartConfiguration<'line'>['options']>['scales']> {
    const { axis, grid, font } = this.#theme
    const isHeat = this.#content.lane.heat !== null
    return {
      x: { type: 'linear', display: false, min: this.#view[0], max: this.#view[1] },
      y: {
        type: this.#isLog ? 'logarithmic' : 'linear', min: this.#scale.min, max: this.#scale.max,
        border: { display: false }, grid: { color: grid, drawTicks: false, display: !isHeat },
        afterFit: (scale) => { scale.width = AXIS_WIDTH_PX },
        afterBuildTicks: (scale) => { scale.ticks = isHeat ? [] : this.#scale.ticks.map((value) => ({ value })) },
        ticks: { color: axis, font: { family: font, size: 11 }, padding: 8, autoSkip: false, maxRotation: 0, minRotation: 0, callback: (value) => tickText(Number(value)) },
      },
    }
  }

  #decor(): Plugin<'line'> {
    const input = (chart: Chart): DecorInput => ({ context: chart.ctx, view: this.#view, widthPx: chart.width, heightPx: chart.height, theme: this.#theme })
    return {
      id: 'decor',
      beforeDraw: (chart) => {
        drawBands(input(chart), this.#content.bands)
        if (this.#content.lane.heat !== null) drawHeat(input(chart), this.#content.lane.heat)
      },
      afterDatasetsDraw: (chart) => {
        drawMarks(input(chart), this.#content.marks)
        drawFlags(input(chart), this.#content.lane.flags)
      },
    }
  }
}
