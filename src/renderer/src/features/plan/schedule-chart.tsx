/** The schedule drawn before it runs: the load over time, and where single requests are due. */
import { useTranslation } from 'react-i18next'
import type { TraceFacts } from '../../../../core/workload/trace.ts'
import type { PlanDraft } from '../../../../shared/ipc/contract.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { schedulePicture, type SchedulePicture } from './schedule-points.ts'
import styles from './schedule-chart.module.css'

const WIDTH = 320
const HEIGHT = 72
/** Below the levels, for the ticks. */
const TICKS = 10
const TOP = 4

const x = (share: number): string => (share * WIDTH).toFixed(1)
const y = (share: number): string => (TOP + (1 - share) * (HEIGHT - TOP)).toFixed(1)

function pathOf(line: SchedulePicture['lines'][number], closed: boolean): string {
  const top = line.map(([at, level]) => `${x(at)} ${y(level)}`)
  const [first, last] = [line[0], line.at(-1)]
  if (first === undefined || last === undefined) return ''
  return closed ? `M${x(first[0])} ${y(0)}L${top.join('L')}L${x(last[0])} ${y(0)}Z` : `M${top.join('L')}`
}

export const ScheduleChart = ({ plan, trace }: { readonly plan: PlanDraft; readonly trace: TraceFacts | null }) => {
  const { t } = useTranslation()
  const format = useFormatter()
  const picture = schedulePicture(plan, trace)
  if (picture === null) return null
  const isRate = plan.stages[0]?.ratePerS !== undefined
  const most = isRate ? t('domain:load.perS', { rate: format.rate(picture.most) }) : t('domain:count.users', { count: picture.most, shown: format.count(picture.most) })
  const caption = t(picture.isExample ? 'plan:schedule.example' : picture.ticks.length > 0 ? 'plan:schedule.ticks' : 'plan:schedule.caption', { most })
  return (
    <figure className={styles.figure}>
      <svg className={styles.chart} viewBox={`0 0 ${WIDTH} ${HEIGHT + TICKS}`} preserveAspectRatio="none" role="img" aria-label={caption}>
        {picture.lines.map((line, i) => <path key={`${i} area`} className={styles.area} d={pathOf(line, true)} />)}
        {picture.lines.map((line, i) => <path key={`${i} line`} className={styles.line} d={pathOf(line, false)} />)}
        <path className={styles.tick} d={picture.ticks.map((at) => `M${x(at)} ${HEIGHT + 2}V${HEIGHT + TICKS}`).join('')} />
      </svg>
      <figcaption className={styles.caption}>{caption}</figcaption>
    </figure>
  )
}
