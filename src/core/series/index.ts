/** Time series: deriving them from requests, thinning them for drawing, reading them under a crosshair. */
export { decimate, type Points } from './decimate.ts'
export { binWidthMs, requestSeries } from './request-series.ts'
export { indexRange, sliceSeries, valueAt } from './slice.ts'
