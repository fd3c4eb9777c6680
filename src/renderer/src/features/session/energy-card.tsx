/** What an output token costs in energy, and the machine at rest before and after: is it back where it was? */
import { useTranslation } from 'react-i18next'
import { energyGapKey, signalNameKey } from '../../../../core/format/index.ts'
import type { EnergyReport, RestFigures } from '../../../../core/model/analysis.ts'
import { fullRest } from '../../../../core/model/presets.ts'
import type { SignalName, SignalUnit } from '../../../../core/model/telemetry.ts'
import { Card, Stat, StatStrip, type Figure } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'
import tables from './tables.module.css'

const restRows = [
  ['cpuPercent', 'cpu.total', '%'], ['gpuPowerW', 'gpu.power', 'W'], ['memoryBytes', 'mem.used', 'B'], ['serverOwnBytes', 'srv.rss.anon', 'B'],
] as const satisfies readonly (readonly [keyof RestFigures, SignalName, SignalUnit])[]

function Rest({ before, after }: Pick<EnergyReport, 'before' | 'after'>) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const rows = restRows.filter(([name]) => before?.[name] != null || after?.[name] != null)
  if (rows.length === 0) return null
  const head = (key: 'before' | 'after', rest: RestFigures | null): string => t(`session:energy.${key}`, { time: rest === null ? t('session:energy.none') : formatter.limit(Math.round((rest.toMs - rest.fromMs) / 100) * 100) })
  return (
    <table className={tables.table}>
      <thead><tr><th scope="col">{t('session:energy.figure')}</th><th scope="col">{head('before', before)}</th><th scope="col">{head('after', after)}</th></tr></thead>
      <tbody>
        {rows.map(([name, signal, unit]) => (
          <tr key={name}>
            <th scope="row">{t(signalNameKey(signal))}</th>
            <td>{formatter.signal(before?.[name], unit)}</td>
            <td>{formatter.signal(after?.[name], unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A little less counts as enough: the run begins when the timer fires. */
const TOLERANCE_MS = 500

/** Says so where the rest was too short to lean on. */
function ShortRest({ before, after }: Pick<EnergyReport, 'before' | 'after'>) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const lengthOf = (rest: RestFigures | null): number => (rest === null ? 0 : rest.toMs - rest.fromMs)
  const [beforeMs, afterMs] = [lengthOf(before), lengthOf(after)]
  if (beforeMs >= fullRest.baselineMs - TOLERANCE_MS && afterMs >= fullRest.tailMs - TOLERANCE_MS) return null
  const text = (ms: number): string => formatter.limit(Math.round(ms / 100) * 100)
  return <p className="muted">{t('session:energy.shortRest', { time: `${text(beforeMs)} + ${text(afterMs)}` })}</p>
}

export function EnergyCard({ energy, stage }: { readonly energy: EnergyReport; readonly stage: number | null }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const figures = (stage === null ? null : energy.stages[stage]) ?? energy.overall
  if (energy.before === null && energy.after === null && figures.reason === 'no-power') return null
  const figure = (value: number | null, missing: string): Figure =>
    value === null ? { missing } : { text: formatter.number(value), unit: t('session:energy.unit'), full: formatter.full(value, 'J') }
  const why = figures.reason === null ? t('session:energy.noRest') : t(energyGapKey(figures.reason))
  const sample = figures.coverage === null ? {} : { sample: t('session:energy.coverage', { share: formatter.share(figures.coverage) }) }
  return (
    <Card title={t('session:energy.title')} note={t('session:energy.note')}>
      {figures.grossJPerToken === null ? <p className={styles.reading}>{t('session:energy.missing', { reason: why })}</p> : <StatStrip className={styles.innerStrip}>
        <Stat label={t('session:energy.perToken')} series="power" definition={t('session:energy.perTokenDefinition')} figure={figure(figures.grossJPerToken, why)} {...sample} />
        <Stat label={t('session:energy.net')} definition={t('session:energy.netDefinition')} figure={figure(figures.netJPerToken, why)} />
      </StatStrip>}
      <Rest before={energy.before} after={energy.after} />
      {(energy.before !== null || energy.after !== null) && <ShortRest before={energy.before} after={energy.after} />}
    </Card>
  )
}
