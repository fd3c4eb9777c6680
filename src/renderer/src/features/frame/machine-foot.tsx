/** The machine in two lines: GPU (or why there is none), processor; a dot tells whether its sensors are being read. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { bench } from '../../api.ts'
import { cx, Skeleton, Tooltip } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { useRun } from '../../stores/run-store.ts'
import { machineLines } from './machine-lines.ts'
import styles from './sidebar.module.css'

const readMachine = () => bench.call['machine:info']()

export const MachineFoot = () => {
  const { t } = useTranslation()
  const format = useFormatter()
  const isRunning = useRun().progress !== null
  const { loaded, reload } = useLoad(readMachine)
  // Sensors start with a run, and the recorder may have been started anew.
  useEffect(() => {
    reload()
    return bench.on['process:restarted'](reload)
  }, [isRunning, reload])

  if (loaded.state === 'loading') return <div className={styles.foot} aria-busy><Skeleton lines={2} /></div>
  if (loaded.state === 'error') return <div className={styles.foot}>{t('frame:machine.unknown')}</div>
  const { gpu, cpu, sampling, full } = machineLines(loaded.value, t, format)
  return (
    <Tooltip side="right" content={full.map((line) => <div key={line}>{line}</div>)}>
      <div className={styles.foot} tabIndex={0}>
        <div className={styles.line}>
          <span className={cx(styles.sampling, sampling && styles.on)} aria-hidden />
          <span className={styles.gpu}>{gpu}</span>
        </div>
        <div className="truncate">{cpu}</div>
        <span className="visually-hidden">{t(sampling ? 'frame:machine.sampling' : 'frame:machine.idle')}</span>
      </div>
    </Tooltip>
  )
}
