/** Which programs hold memory of the graphics cards: the model server's, and others that compete with it. Nothing where no driver tells. */
import { useTranslation } from 'react-i18next'
import type { SensorStatus, Timeline } from '../../../../core/model/view.ts'
import { Badge, Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import tables from '../session/tables.module.css'

/** Names of the cards by id; cards of one name get a number. */
function cardNames({ series }: Timeline): ReadonlyMap<string, string> {
  const labels = new Map(series.filter(({ signal }) => signal === 'gpu.util').map(({ device, deviceLabel }) => [device, deviceLabel]))
  const isAlone = (label: string): boolean => [...labels.values()].filter((each) => each === label).length === 1
  return new Map([...labels].map(([device, label], i) => [device, isAlone(label) ? label : `${label} ${i}`]))
}

export function ProgramsCard({ sensors, timeline }: { readonly sensors: readonly SensorStatus[]; readonly timeline: Timeline }) {
  const { t } = useTranslation()
  const format = useFormatter()
  const programs = sensors.flatMap((sensor) => sensor.programs ?? []).toSorted((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0))
  if (programs.length === 0) return null
  const names = cardNames(timeline)
  return (
    <Card title={t('machine:programs')} note={t('machine:programsNote')}>
      <table className={tables.table}>
        <thead><tr><th scope="col">{t('machine:program.name')}</th><th scope="col">{t('machine:program.pid')}</th><th scope="col">{t('machine:program.card')}</th><th scope="col">{t('machine:program.memory')}</th></tr></thead>
        <tbody>
          {programs.map((program) => (
            <tr key={`${program.device}/${program.pid}`}>
              <th scope="row">{program.name === '' ? t('machine:program.unnamed') : program.name} {program.isServer === true && <Badge>{t('machine:program.server')}</Badge>}</th>
              <td data-selectable>{program.pid}</td>
              <td>{names.get(program.device) ?? program.device}</td>
              <td>{format.bytes(program.memoryBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
