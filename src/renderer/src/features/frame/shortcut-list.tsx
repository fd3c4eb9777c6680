/** All shortcuts in groups, for the sheet and the settings. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { bench } from '../../api.ts'
import { KeyHint } from '../../components/index.ts'
import { platformKeys, shortcutGroups } from './shortcuts.ts'
import styles from './shortcut-list.module.css'

export const ShortcutList = () => {
  const { t } = useTranslation()
  return (
    <div className={styles.groups}>
      {shortcutGroups.map((group) => (
        <section key={group.titleKey} className={styles.group}>
          <h3 className={styles.title}>{t(group.titleKey)}</h3>
          <dl className={styles.list}>
            {group.shortcuts.map((shortcut) => (
              <Fragment key={shortcut.labelKey}>
                <dt>{t(shortcut.labelKey)}</dt>
                <dd className={styles.keys}>{shortcut.keys.map((keys) => <KeyHint key={keys} keys={platformKeys(keys, bench.platform)} />)}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
