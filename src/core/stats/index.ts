/** Sample statistics: the public face of this folder. */
export { distribution, distributionInPlace, quantileOfSorted } from './distribution.ts'
export { trendOf, type Trend } from './trend.ts'
