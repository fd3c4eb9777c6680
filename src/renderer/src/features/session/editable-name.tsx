/** The session's name in the header: a button that turns into a text box. */
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, TextInput } from '../../components/index.ts'
import styles from './session.module.css'

export interface EditableNameProps {
  readonly name: string
  readonly onRename: (name: string) => void
}

/** Enter and leaving keep the change, Escape drops it; an empty name changes nothing. */
export function EditableName({ name, onRename }: EditableNameProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string | null>(null)
  const finish = (): void => {
    const next = draft?.trim() ?? ''
    setDraft(null)
    if (next !== '' && next !== name) onRename(next)
  }
  if (draft === null) {
    return (
      <button type="button" className={styles.name} title={t('session:header.rename')} onClick={() => { setDraft(name) }}>
        <span className="truncate">{name}</span>
        <Icon of={Pencil} size="sm" className={styles.pencil} />
      </button>
    )
  }
  return (
    <TextInput
      autoFocus aria-label={t('session:header.name')} value={draft} maxLength={200} onChange={setDraft} onBlur={finish} className={styles.nameInput}
      onFocus={(event) => { event.currentTarget.select() }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish()
        if (event.key === 'Escape') setDraft(null)
      }}
    />
  )
}
