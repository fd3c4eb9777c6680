/** Adds and removes the tags of one session. */
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionListItem } from '../../../../core/model/view.ts'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { Button, Chip, Dialog, DialogButtons, Field, TextInput } from '../../components/index.ts'
import { CallError } from '../frame/call-error.tsx'
import { maxTagLength, maxTags, withTag } from './tags.ts'
import styles from './history.module.css'

export type TagsDialogProps = {
  /** Null = closed. */
  readonly item: SessionListItem | null
  /** Tags of other sessions, to choose from. */
  readonly known: readonly string[]
  readonly onSave: (item: SessionListItem, tags: readonly string[]) => Promise<IpcError | null>
  readonly onClose: () => void
}

type BodyProps = Omit<TagsDialogProps, 'item'> & { readonly item: SessionListItem }

const OpenTagsDialog = ({ item, known, onSave, onClose }: BodyProps) => {
  const { t } = useTranslation()
  const [tags, setTags] = useState(item.tags)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<IpcError | null>(null)
  const offered = known.filter((tag) => !tags.includes(tag)).slice(0, 12)

  const save = async (): Promise<void> => {
    setBusy(true)
    const failed = await onSave(item, withTag(tags, text))
    setBusy(false)
    if (failed === null) onClose()
    else setError(failed)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ',' && event.key !== '，') return
    event.preventDefault()
    if (text.trim() === '' && event.key === 'Enter') void save()
    setTags(withTag(tags, text))
    setText('')
  }
  return (
    <Dialog
      open
      title={t('history:tagsOf', { name: item.name })}
      closeLabel={t('common:close')}
      busy={busy}
      onClose={onClose}
      footer={
        <DialogButtons
          cancel={<Button disabled={busy} onClick={onClose}>{t('common:cancel')}</Button>}
          action={<Button variant="primary" loading={busy} onClick={() => void save()}>{t('common:save')}</Button>}
        />
      }
    >
      <div className={styles.tagForm}>
        {tags.length > 0 && (
          <div className={styles.chips}>
            {tags.map((tag) => <Chip key={tag} removeLabel={t('history:removeTag', { tag })} onRemove={() => setTags(tags.filter((other) => other !== tag))}>{tag}</Chip>)}
          </div>
        )}
        <Field label={t('history:addTag')} hint={t('history:addTagHint', { max: maxTags })}>
          <TextInput data-autofocus value={text} maxLength={maxTagLength} disabled={tags.length >= maxTags} onChange={setText} onKeyDown={onKeyDown} />
        </Field>
        {offered.length > 0 && (
          <div className={styles.chips} role="group" aria-label={t('history:knownTags')}>
            {offered.map((tag) => <Button key={tag} size="sm" onClick={() => setTags(withTag(tags, tag))}>{tag}</Button>)}
          </div>
        )}
        {error !== null && <CallError layout="inline" error={error} />}
      </div>
    </Dialog>
  )
}

export const TagsDialog = ({ item, ...rest }: TagsDialogProps) => (item === null ? null : <OpenTagsDialog key={item.id} item={item} {...rest} />)
