/** How many models and which; a long list opens on demand and then scrolls. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/index.ts'
import styles from './servers.module.css'

const SHOWN = 3

export const ModelList = ({ models }: { readonly models: readonly string[] }) => {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  if (models.length === 0) return <span className={styles.muted}>{t('servers:noModels')}</span>
  const rest = models.length - SHOWN
  const shown = all || rest <= 0 ? models : models.slice(0, SHOWN)
  return (
    <>
      <ul className={styles.models} tabIndex={all ? 0 : undefined} aria-label={t('servers:modelCount', { count: models.length })}>
        {shown.map((model) => <li key={model} className={styles.model} title={model} data-selectable>{model}</li>)}
      </ul>
      {rest > 0 && (
        <Button size="sm" variant="ghost" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('servers:fewer') : t('servers:more', { count: rest })}
        </Button>
      )}
    </>
  )
}
