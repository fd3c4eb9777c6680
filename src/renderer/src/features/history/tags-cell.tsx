/** The tags of a session, each a filter on click; where room is short, the first and how many more. */
import { useTranslation } from 'react-i18next'
import styles from './history.module.css'

export const TagsCell = ({ tags, onTag }: { readonly tags: readonly string[]; readonly onTag: (tag: string) => void }) => {
  const { t } = useTranslation()
  const [first, ...others] = tags
  if (first === undefined) return null
  return (
    <span className={styles.tags} title={tags.join(', ')}>
      <button type="button" tabIndex={-1} className={styles.tag} aria-label={t('history:filterTag', { tag: first })} onClick={() => onTag(first)}>{first}</button>
      {others.length > 0 && <span className={styles.moreTags}>{t('history:moreTags', { count: others.length })}</span>}
    </span>
  )
}
