/** Time series: deriving them from requests, thinning them for drawing, reading them under a crosshair, comparing them bin by bin. */
export { decimate, type Points } from './decimate.ts'
export { binCentres, fineGrid, gridOf, minGridBins, minPerMedian, type GridRequests, type GridSignal, type TimeGrid } from './grid.ts'
export { gridRequests } from './grid-requests.ts'
export { gridSignal, isBitMask, periodAround, usualPeriodMs } from './grid-signals.ts'
export { binWidthMs, probeSeries, requestSeries } from './request-series.ts'
export { indexRange, sliceSeries, valueAt } from './slice.ts'
