/** The tags of a session, each a filter on click. */
import { useTranslation } from 'react-i18next'
import styles from './history.module.css'

export const TagsCell = ({ tags, onTag }: { readonly tags: readonly string[]; readonly onTag: (tag: string) => void }) => {
  const { t } = useTranslation()
  return (
    <span className={styles.tags} title={tags.join(', ')}>
      {tags.map((tag) => (
        <button key={tag} type="button" tabIndex={-1} className={styles.tag} aria-label={t('history:filterTag', { tag })} onClick={() => onTag(tag)}>{tag}</button>
      ))}
    </span>
  )
}
