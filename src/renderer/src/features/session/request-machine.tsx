/** The telemetry of one request by phase: each signal's mean and maximum while the prompt was read and while the answer came. */
import { useTranslation } from 'react-i18next'
import { signalNameKey } from '../../../../core/format/index.ts'
import type { PhaseFigures, RequestTelemetry, SignalPhases } from '../../../../core/model/request-telemetry.ts'
import type { SignalName, SignalUnit } from '../../../../core/model/telemetry.ts'
import { MissingValue } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './request-panel.module.css'

/** Limits and properties that do not move, and single cores, which would bury the rest; the command line prints them all. */
const leftOut: readonly SignalName[] = ['cpu.core', 'mem.total', 'gpu.mem.total', 'gpu.power.limit', 'gpu.clock.max', 'gpu.pcie.gen', 'gpu.pcie.width', 'srv.slots.total', 'power.mains', 'load.1', 'gpu.throttle']

function Cells({ figures, unit }: { readonly figures: PhaseFigures; readonly unit: SignalUnit }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const cell = (value: number | null) => (value === null ? <MissingValue reason={t('session:request.noSample')} /> : formatter.signal(value, unit))
  return (
    <>
      <td className="numeric">{cell(figures.mean)}</td>
      <td className="numeric">{cell(figures.max)}</td>
      <td className="numeric muted">{figures.n}</td>
    </>
  )
}

/** What explains a request best comes first: the cards, what the server says, its processes, then the machine and this tool. */
const order: readonly string[] = ['metrics', 'server', 'host', 'client']

function rankOf({ signal, source }: SignalPhases): number {
  return signal.startsWith('gpu.') ? -1 : order.indexOf(source) < 0 ? order.length : order.indexOf(source)
}

function rowKey({ source, device, signal }: SignalPhases): string {
  return `${source}/${device}/${signal}`
}

export function RequestMachine({ telemetry }: { readonly telemetry: RequestTelemetry }) {
  const { t } = useTranslation()
  const rows = telemetry.signals.filter(({ signal }) => !leftOut.includes(signal)).sort((a, b) => rankOf(a) - rankOf(b))
  if (rows.length === 0) return <p className="muted">{t('session:request.noMachine')}</p>
  const devices = new Set(rows.filter(({ signal }) => signal.startsWith('gpu.')).map(({ device }) => device))
  return (
    <>
      <table className={styles.machine}>
        <colgroup><col className={styles.signalColumn} /></colgroup>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>{t('session:request.signal')}</th>
            <th scope="colgroup" colSpan={3} title={t('session:request.prefillDefinition')}>{t('session:request.prefill')}</th>
            <th scope="colgroup" colSpan={3} title={t('session:request.decodeDefinition')}>{t('session:request.decode')}</th>
          </tr>
          <tr>
            {(['prefill', 'decode'] as const).flatMap((phase) => (['mean', 'max', 'n'] as const).map((name) => <th key={`${phase}-${name}`} scope="col" className="numeric">{t(`session:request.${name}`)}</th>))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const device = row.signal.startsWith('gpu.') && devices.size < 2 ? '' : row.deviceLabel
            const name = device === '' ? t(signalNameKey(row.signal)) : `${t(signalNameKey(row.signal))} · ${device}`
            return (
              <tr key={rowKey(row)}>
                <th scope="row" className="truncate" title={name}>{name}</th>
                <Cells figures={row.prefill} unit={row.unit} />
                <Cells figures={row.decode} unit={row.unit} />
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className={styles.machineNote}>{t('session:request.machineNote')}</p>
    </>
  )
}
