/** Navigation, and the machine in two lines at the foot. */
import { Activity, Cpu, GitCompareArrows, History, Plus, Server, Settings, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { cx, Icon } from '../../components/index.ts'
import { useStore } from '../../stores/store.ts'
import { compareStore } from '../compare/compare-store.ts'
import { useIsBusy } from '../../stores/run-store.ts'
import { MachineFoot } from './machine-foot.tsx'
import { paths } from './paths.ts'
import styles from './sidebar.module.css'

type ItemProps = {
  readonly to: string
  /** Where it differs from `to`: the beginning of its addresses. */
  readonly root?: string
  readonly icon: LucideIcon
  readonly label: string
  /** A pulsing dot: something is going on there. */
  readonly live?: boolean
}

const Item = ({ to, root = to, icon, label, live = false }: ItemProps) => {
  const [location] = useLocation()
  const isHere = location === root || location.startsWith(`${root}/`)
  return (
    <li>
      <Link href={to} className={cx(styles.item, isHere && styles.here)} aria-current={isHere ? 'page' : undefined} draggable={false}>
        <Icon of={icon} />
        <span className="truncate">{label}</span>
        {live && <span className={styles.live} aria-hidden />}
      </Link>
    </li>
  )
}

export const Sidebar = () => {
  const { t } = useTranslation()
  const isRunning = useIsBusy()
  const compared = useStore(compareStore)
  return (
    <nav className={styles.sidebar} aria-label={t('frame:navigation')}>
      <div className={styles.brand}>{t('common:appName')}</div>
      <ul className={styles.list}>
        {isRunning && <Item to={paths.live} icon={Activity} label={t('frame:nav.live')} live />}
        <Item to={paths.newRun} icon={Plus} label={t('frame:nav.newRun')} />
        <Item to={paths.servers} icon={Server} label={t('frame:nav.servers')} />
        <Item to={paths.sessions} icon={History} label={t('frame:nav.sessions')} />
        <Item to={paths.compare(compared)} root={paths.compare([])} icon={GitCompareArrows} label={t('frame:nav.compare')} />
        <Item to={paths.machine} icon={Cpu} label={t('frame:nav.machine')} />
      </ul>
      <ul className={cx(styles.list, styles.last)}>
        <Item to={paths.settings} icon={Settings} label={t('frame:nav.settings')} />
      </ul>
      <MachineFoot />
    </nav>
  )
}
