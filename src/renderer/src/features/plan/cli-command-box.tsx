/** Shows and copies the command that does the same without the window. */
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { Button } from '../../components/index.ts'
import { cliCommand, hasMoreThanCli } from './cli-command.ts'
import type { PlanForm } from './plan-form.ts'
import styles from './plan.module.css'

export const CliCommand = ({ form, server, model }: { readonly form: PlanForm; readonly server: ServerInfo; readonly model: string }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState<string | null>(null)
  const command = cliCommand(form, server, model)
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
        <Button size="sm" icon={Copy} onClick={() => void copy()}><span aria-live="polite">{t(copied === command ? 'common:copied' : 'plan:cli.copy')}</span></Button>
      </div>
      <pre className={styles.command} tabIndex={0}>{command.split(/ (?=--\w)/).map((part) => <span key={part}>{part} </span>)}</pre>
      {hasMoreThanCli(form) && <p className={styles.note}>{t('plan:cli.defaults')}</p>}
      {form.source === 'dataset' && form.dataset !== null && <p className={styles.note}>{t('plan:cli.file', { name: form.dataset.name })}</p>}
      {server.hasKey && <p className={styles.note}>{t('plan:cli.key')}</p>}
    </div>
  )
}
