/** The machine in two lines: GPU (or why there is none), processor; a dot tells whether its sensors are being read. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { bench } from '../../api.ts'
import { cx, Skeleton, Tooltip } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { useIsWatching } from '../../stores/machine-store.ts'
import { runStore } from '../../stores/run-store.ts'
import { machineLines } from './machine-lines.ts'
import styles from './sidebar.module.css'

/** Graphics cards become known when their sensors begin to speak, which some take seconds for. */
const READ_AGAIN_MS = [2_000, 10_000]

const readMachine = () => bench.call['machine:info']()
const isRunning = (): boolean => runStore.get().progress !== null

export const MachineFoot = () => {
  const { t } = useTranslation()
  const format = useFormatter()
  const { loaded, reload } = useLoad(readMachine)
  const isWatching = useIsWatching()
  useEffect(() => bench.on['process:restarted'](reload), [reload])
  useEffect(() => {
    // Sensors start and end with a run.
    let before = isRunning()
    return runStore.subscribe(() => {
      if (isRunning() === before) return
      before = !before
      reload()
    })
  }, [reload])
  useEffect(() => {
    if (!isWatching) return undefined
    const timers = READ_AGAIN_MS.map((ms) => setTimeout(reload, ms))
    return () => timers.forEach(clearTimeout)
  }, [isWatching, reload])

  if (loaded.state === 'loading') return <div className={styles.foot} aria-busy><Skeleton lines={2} /></div>
  if (loaded.state === 'error') return <div className={styles.foot}>{t('frame:machine.unknown')}</div>
  const { gpu, cpu, sampling: isRead, full } = machineLines(loaded.value, t, format)
  const sampling = isRead || isWatching
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
