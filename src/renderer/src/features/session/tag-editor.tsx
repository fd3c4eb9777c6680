/** Tags as chips, and a small box to add one. */
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Chip, TextInput } from '../../components/index.ts'
import styles from './session.module.css'

export interface TagEditorProps {
  readonly tags: readonly string[]
  readonly onChange: (tags: readonly string[]) => void
}

const MAX_TAGS = 20
const MAX_TAG_LENGTH = 40

export function TagEditor({ tags, onChange }: TagEditorProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string | null>(null)
  const finish = (): void => {
    const tag = draft?.trim() ?? ''
    setDraft(null)
    if (tag !== '' && !tags.includes(tag)) onChange([...tags, tag])
  }
  return (
    <div className={styles.tags}>
      {tags.map((tag) => (
        <Chip key={tag} onRemove={() => { onChange(tags.filter((each) => each !== tag)) }} removeLabel={t('session:header.removeTag', { tag })}>{tag}</Chip>
      ))}
      {draft === null && tags.length < MAX_TAGS && <Button size="sm" variant="ghost" icon={Plus} onClick={() => { setDraft('') }}>{t('session:header.addTag')}</Button>}
      {draft !== null && (
        <TextInput
          autoFocus aria-label={t('session:header.addTag')} value={draft} maxLength={MAX_TAG_LENGTH} onChange={setDraft} onBlur={finish} className={styles.tagInput}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish()
            if (event.key === 'Escape') setDraft(null)
          }}
        />
      )}
    </div>
  )
}
