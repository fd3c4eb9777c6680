/** Which programs hold memory of the graphics cards: the model server's, and others that compete with it. Nothing where no driver tells. */
import { useTranslation } from 'react-i18next'
import type { GpuProgram, SensorStatus } from '../../../../core/model/view.ts'
import type { HostInfo } from '../../../../core/model/session.ts'
import { Badge, Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import tables from '../session/tables.module.css'

function cardName({ device }: GpuProgram, host: HostInfo | null): string {
  return host?.gpus.find(({ id }) => id === device)?.name ?? device
}

export function ProgramsCard({ sensors, host }: { readonly sensors: readonly SensorStatus[]; readonly host: HostInfo | null }) {
  const { t } = useTranslation()
  const format = useFormatter()
  const programs = sensors.flatMap((sensor) => sensor.programs ?? []).toSorted((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0))
  if (programs.length === 0) return null
  return (
    <Card title={t('machine:programs')} note={t('machine:programsNote')}>
      <table className={tables.table}>
        <thead><tr><th scope="col">{t('machine:program.name')}</th><th scope="col">{t('machine:program.pid')}</th><th scope="col">{t('machine:program.card')}</th><th scope="col">{t('machine:program.memory')}</th></tr></thead>
        <tbody>
          {programs.map((program) => (
            <tr key={`${program.device}/${program.pid}`}>
              <th scope="row">{program.name === '' ? t('machine:program.unnamed') : program.name} {program.isServer === true && <Badge>{t('machine:program.server')}</Badge>}</th>
              <td data-selectable>{program.pid}</td>
              <td>{cardName(program, host)}</td>
              <td>{format.bytes(program.memoryBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
