/** Language, theme, where things are kept, shortcuts, and what this is. */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../../shared/schema/settings/v1.ts'
import { Card, SegmentedControl } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { updateSettings, useSettings } from '../../stores/settings-store.ts'
import { ShortcutList } from '../frame/shortcut-list.tsx'
import { View } from '../frame/view.tsx'
import { CalibrationCard } from './calibration-card.tsx'
import { LimitsCard } from './limits-card.tsx'
import styles from './settings.module.css'

const Row = ({ label, hint, children }: { readonly label: string; readonly hint?: string; readonly children: ReactNode }) => (
  <div className={styles.row}>
    <div className={styles.words}>
      <div>{label}</div>
      {hint !== undefined && <div className={styles.hint}>{hint}</div>}
    </div>
    <div className={styles.control}>{children}</div>
  </div>
)

const Appearance = () => {
  const { t } = useTranslation()
  const { settings } = useSettings()
  const reportError = useReportError()
  const change = (patch: Partial<Pick<Settings, 'language' | 'theme'>>): void => void updateSettings(patch).then(reportError)
  return (
    <Card title={t('settings:appearance')}>
      <Row label={t('settings:language.label')} hint={t('settings:language.hint')}>
        <SegmentedControl
          label={t('settings:language.label')}
          value={settings.language}
          segments={[
            { value: 'system', label: t('settings:system') },
            // Each language in its own words, so that it is found by those who read no other.
            { value: 'en', label: 'English' },
            { value: 'zh-CN', label: '简体中文' },
          ]}
          onChange={(language) => change({ language })}
        />
      </Row>
      <Row label={t('settings:theme.label')} hint={t('settings:theme.hint')}>
        <SegmentedControl
          label={t('settings:theme.label')}
          value={settings.theme}
          segments={[
            { value: 'system', label: t('settings:system') },
            { value: 'light', label: t('settings:theme.light') },
            { value: 'dark', label: t('settings:theme.dark') },
          ]}
          onChange={(theme) => change({ theme })}
        />
      </Row>
    </Card>
  )
}

const Data = () => {
  const { t } = useTranslation()
  const { info } = useSettings()
  return (
    <Card title={t('settings:data.title')}>
      <Row label={t('settings:data.sessions')} hint={t('settings:data.sessionsHint')}>
        <code data-selectable>{info?.databaseName ?? t('settings:unknown')}</code>
      </Row>
      <Row label={t('settings:data.keys')} hint={t(`settings:data.keysHint.${info?.secretStorage ?? 'none'}`)}>
        <span>{t(`settings:data.keysIn.${info?.secretStorage ?? 'none'}`)}</span>
      </Row>
      <Row label={t('settings:data.network')} hint={t('settings:data.networkHint')}>
        <span>{t('settings:data.networkNone')}</span>
      </Row>
    </Card>
  )
}

const About = () => {
  const { t } = useTranslation()
  const { info } = useSettings()
  const unknown = t('settings:unknown')
  return (
    <Card title={t('settings:about.title')}>
      <p className={styles.about}>{t('settings:about.text')}</p>
      <Row label={t('settings:about.version')}><code data-selectable>{info?.version ?? unknown}</code></Row>
      <Row label={t('settings:about.electron')}><code data-selectable>{info?.electron ?? unknown}</code></Row>
      <Row label={t('settings:about.platform')}><code data-selectable>{info?.platform ?? unknown}</code></Row>
      <Row label={t('settings:about.licence')}><span>{t('settings:about.mit')}</span></Row>
    </Card>
  )
}

export const SettingsView = () => {
  const { t } = useTranslation()
  return (
    <View title={t('settings:title')}>
      <div className={styles.page}>
        <Appearance />
        <CalibrationCard />
        <LimitsCard />
        <Data />
        <Card title={t('settings:shortcuts')}><ShortcutList /></Card>
        <About />
      </div>
    </View>
  )
}
