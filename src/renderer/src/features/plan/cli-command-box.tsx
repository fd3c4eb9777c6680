/** Shows and copies the command that does the same without the window. */
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKind } from '../../../../core/model/plan.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { Button } from '../../components/index.ts'
import { useSettings } from '../../stores/settings-store.ts'
import { cliCommand } from './cli-command.ts'
import type { Issues, PlanForm } from './plan-form.ts'
import { rigorCli, useRigor, type Versus } from './rigor-store.ts'
import styles from './plan.module.css'

export type CliCommandProps = {
  readonly form: PlanForm
  readonly issues: Issues
  readonly server: ServerInfo
  readonly model: string
  readonly api: ApiKind | null
  readonly versus: Versus | null
}

export const CliCommand = ({ form, issues, server, model, api, versus }: CliCommandProps) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState<string | null>(null)
  const isValid = Object.keys(issues).length === 0
  const rigor = useRigor()
  const { settings: { sourcesOff, sourcePeriodsMs } } = useSettings()
  const command = cliCommand(form, server, model, api, rigorCli(rigor, versus, { server, model }), { off: sourcesOff, periodsMs: sourcePeriodsMs })
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(command)
      setCopied(command)
    } catch {
      // The command stays selectable, so a refused clipboard loses nothing.
      setCopied(null)
    }
  }
  return (
    <div className={styles.cli}>
      <div className={styles.cliHead}>
        <span className={styles.label}>{t('plan:cli.title')}</span>
        <Button size="sm" icon={Copy} disabled={!isValid} onClick={() => void copy()}><span aria-live="polite">{t(copied === command ? 'common:copied' : 'plan:cli.copy')}</span></Button>
      </div>
      {!isValid && <p className={styles.note}>{t('plan:cli.invalid')}</p>}
      {isValid && <pre className={styles.command} tabIndex={0}>{command.split(/ (?=--\w)/).map((part) => <span key={part}>{part} </span>)}</pre>}
      {isValid && form.source === 'dataset' && form.dataset !== null && <p className={styles.note}>{t('plan:cli.file', { name: form.dataset.name })}</p>}
      {isValid && versus !== null && versus.plan !== null && <p className={styles.note}>{t('plan:cli.file', { name: versus.plan.fileName })}</p>}
      {server.hasKey && <p className={styles.note}>{t('plan:cli.key')}</p>}
    </div>
  )
}
