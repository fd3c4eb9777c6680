/** Measures what this machine itself adds to a measurement, and shows what it found last. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { calibrationBounds, defaultCalibrationLoad, type Calibration } from '../../../../core/model/calibration.ts'
import { calibrationRows } from '../../../../core/report/calibration-text.ts'
import { Button, Card, DefinitionTip, Field, NumberInput, ProgressBar } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { loadCalibration, runCalibration, useCalibration, type CalibrationState } from '../../stores/calibration-store.ts'
import { useIsBusy } from '../../stores/run-store.ts'
import { CallError } from '../frame/call-error.tsx'
import styles from './settings.module.css'

/** Starting both sides and the first answer of each stream come on top of what was asked for, ms. */
const overheadMs = 4_000
const tickMs = 250

function Result({ calibration }: { readonly calibration: Calibration }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const rows = calibrationRows(calibration, formatter, (key, params) => t(key, { ...params }))
  return (
    <dl className={styles.figures}>
      {rows.map(({ name, label, value }) => (
        <div key={name}>
          <dt><DefinitionTip term={label} definition={t(`domain:calibration.definition.${name}`)} /></dt>
          <dd data-selectable>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Progress({ sinceMs, load }: NonNullable<CalibrationState['running']>) {
  const { t } = useTranslation()
  const [nowMs, setNowMs] = useState(() => performance.now())
  useEffect(() => {
    const timer = setInterval(() => { setNowMs(performance.now()) }, tickMs)
    return () => { clearInterval(timer) }
  }, [])
  const share = (nowMs - sinceMs) / (load.durationMs + overheadMs)
  // It takes as long as it takes: a bar that stood full would lie.
  return <ProgressBar label={t('settings:calibration.progress')} value={share < 1 ? share : null} />
}

export const CalibrationCard = () => {
  const { t } = useTranslation()
  const { latest, error, running } = useCalibration()
  const isRunOn = useIsBusy()
  const [streams, setStreams] = useState<number | null>(defaultCalibrationLoad.streams)
  const [tokensPerS, setTokensPerS] = useState<number | null>(defaultCalibrationLoad.tokensPerS)
  const { maxStreams, maxTokensPerS } = calibrationBounds
  const isFine = streams !== null && Number.isInteger(streams) && streams >= 1 && streams <= maxStreams && tokensPerS !== null && tokensPerS >= 1 && tokensPerS <= maxTokensPerS
  useEffect(() => void loadCalibration(), [])
  const start = (): void => {
    if (isFine) void runCalibration({ streams, tokensPerS, durationMs: defaultCalibrationLoad.durationMs })
  }
  return (
    <Card title={t('settings:calibration.title')}>
      <p className={styles.about}>{t('settings:calibration.text')}</p>
      <div className={styles.load}>
        <Field label={t('settings:calibration.streams')}><NumberInput value={streams} min={1} max={maxStreams} disabled={running !== null} onChange={setStreams} /></Field>
        <Field label={t('settings:calibration.rate')}><NumberInput value={tokensPerS} min={1} max={maxTokensPerS} unit="tok/s" disabled={running !== null} onChange={setTokensPerS} /></Field>
        <Button loading={running !== null} disabled={isRunOn || !isFine} onClick={start}>{t(running === null ? 'settings:calibration.start' : 'settings:calibration.running')}</Button>
      </div>
      {isRunOn && running === null && <p className={styles.hint}>{t('settings:calibration.runOn')}</p>}
      {running !== null && <Progress {...running} />}
      {error !== null && <CallError layout="inline" error={error} />}
      {latest === null ? running === null && error === null && <p className={styles.hint}>{t('settings:calibration.none')}</p> : <Result calibration={latest} />}
    </Card>
  )
}
