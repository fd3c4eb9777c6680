/** Numbers and names as text: the public face of this folder. */
export { formatterFor, missing, unitText, type Figure, type Formatter } from './formatter.ts'
export { eventDetail, eventLine, eventPlace, isNotable, snapshotFor, sourceKey } from './event-text.ts'
export { labelKey, labelText, serverNoteLines } from './label-text.ts'
export * from './translate.ts'
export { loadNumber, loadText, rateText, sloText } from './load-text.ts'
export { lengthsText, probeText, refusalKey, sourceFacts, spreadText } from './workload-text.ts'
export { differenceText, placeShort, placeText, runLabel, seriesHeading, seriesNotes, seriesRows, stageLines, type SeriesRow } from './series-text.ts'
export { verdictText } from './verdict-text.ts'
