/** One request as rows of text and as a JSON document, with what the machine did in each of its phases. */
import { requestLabels } from '../measure/request-labels.ts'
import { requestMetrics } from '../measure/request-metrics.ts'
import { formatterFor, missing } from '../format/formatter.ts'
import { requestErrorText } from '../format/request-error-text.ts'
import { metricKey, outcomeKey, signalNameKey, type Language, type Translate } from '../format/translate.ts'
import { requestNumber, type RequestRecord } from '../model/request.ts'
import type { PhaseFigures, RequestTelemetry } from '../model/request-telemetry.ts'
import type { SessionId } from '../model/ids.ts'

export const requestFormat = 'llm-dyno/request'

/** Plain data; `JSON.stringify` gives the document. */
export function requestExport(sessionId: SessionId, record: RequestRecord, telemetry: RequestTelemetry, plannedTokens: number | null) {
  const { chunkAtMs, chunkTokens, ...scalars } = record
  return {
    format: requestFormat, version: 1, sessionId,
    request: { ...scalars, labels: requestLabels(record, plannedTokens), chunkAtMs: Array.from(chunkAtMs), chunkTokens: chunkTokens === null ? null : Array.from(chunkTokens) },
    metrics: requestMetrics(record),
    telemetry,
  }
}

export interface RequestText {
  readonly heading: readonly string[]
  readonly columns: readonly string[]
  /** Signal, device, then mean, max and n in prefill and in decode. */
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

/** Names of devices and messages come from outside: not yet safe for a terminal. */
export function requestText(record: RequestRecord, telemetry: RequestTelemetry, { language, t }: { readonly language: Language; readonly t: Translate }): RequestText {
  const f = formatterFor(language)
  const metrics = requestMetrics(record)
  const cells = ({ mean, max, n }: PhaseFigures, unit: Parameters<typeof f.signal>[1]) => [mean === null ? missing : f.signal(mean, unit), max === null ? missing : f.signal(max, unit), f.count(n)]
  const span = (interval: readonly [number, number] | null) => (interval === null ? missing : `${f.instant(interval[0])}–${f.instant(interval[1])} (${f.ms(interval[1] - interval[0])})`)
  const [prefill, decode] = [t('report:request.prefill'), t('report:request.decode')]
  return {
    heading: [
      `${t('report:request.title', { index: requestNumber(record.index) })} · ${t(outcomeKey(record.outcome))}`,
      [[metricKey('ttftMs', 'short'), metrics.ttftMs], [metricKey('tpotMs', 'short'), metrics.tpotMs], [metricKey('e2eMs', 'short'), metrics.e2eMs]].map(([key, value]) => `${t(String(key))} ${f.ms(value as number | null)}`).join(' · '),
      ...(record.error === null ? [] : [requestErrorText(record.error.message, t)]),
      `${prefill}: ${span(telemetry.prefillMs)} · ${decode}: ${span(telemetry.decodeMs)}`,
    ],
    columns: [t('report:request.signal'), t('report:request.device'), ...[prefill, decode].flatMap((phase) => [t('report:request.mean', { phase }), t('report:request.max', { phase }), 'n'])],
    rows: telemetry.signals.map(({ signal, deviceLabel, unit, ...own }) => [t(signalNameKey(signal)), deviceLabel, ...cells(own.prefill, unit), ...cells(own.decode, unit)]),
    notes: telemetry.signals.length === 0 ? [t('report:request.none')] : [t('report:request.definition')],
  }
}
