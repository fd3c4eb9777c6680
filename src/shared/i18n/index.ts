/** The one catalogue for window, menu, dialogs, CLI and reports: a namespace a file, English beside Simplified Chinese. */
import i18next, { type i18n, type TFunction } from 'i18next'
import enCommon from './en/common.json' with { type: 'json' }
import enDiagnosis from './en/diagnosis.json' with { type: 'json' }
import enDomain from './en/domain.json' with { type: 'json' }
import enErrors from './en/errors.json' with { type: 'json' }
import enMenu from './en/menu.json' with { type: 'json' }
import enFrame from './en/frame.json' with { type: 'json' }
import enLive from './en/live.json' with { type: 'json' }
import enSession from './en/session.json' with { type: 'json' }
import enHistory from './en/history.json' with { type: 'json' }
import enMachine from './en/machine.json' with { type: 'json' }
import enServers from './en/servers.json' with { type: 'json' }
import enPlan from './en/plan.json' with { type: 'json' }
import enSettings from './en/settings.json' with { type: 'json' }
import enReport from './en/report.json' with { type: 'json' }
import enCli from './en/cli.json' with { type: 'json' }
import enSeries from './en/series.json' with { type: 'json' }
import enDataset from './en/dataset.json' with { type: 'json' }
import enCompare from './en/compare.json' with { type: 'json' }
import zhCommon from './zh-CN/common.json' with { type: 'json' }
import zhDiagnosis from './zh-CN/diagnosis.json' with { type: 'json' }
import zhDomain from './zh-CN/domain.json' with { type: 'json' }
import zhErrors from './zh-CN/errors.json' with { type: 'json' }
import zhMenu from './zh-CN/menu.json' with { type: 'json' }
import zhFrame from './zh-CN/frame.json' with { type: 'json' }
import zhLive from './zh-CN/live.json' with { type: 'json' }
import zhSession from './zh-CN/session.json' with { type: 'json' }
import zhHistory from './zh-CN/history.json' with { type: 'json' }
import zhMachine from './zh-CN/machine.json' with { type: 'json' }
import zhServers from './zh-CN/servers.json' with { type: 'json' }
import zhPlan from './zh-CN/plan.json' with { type: 'json' }
import zhSettings from './zh-CN/settings.json' with { type: 'json' }
import zhReport from './zh-CN/report.json' with { type: 'json' }
import zhCli from './zh-CN/cli.json' with { type: 'json' }
import zhSeries from './zh-CN/series.json' with { type: 'json' }
import zhDataset from './zh-CN/dataset.json' with { type: 'json' }
import zhCompare from './zh-CN/compare.json' with { type: 'json' }

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

const resources = {
  en: { common: enCommon, domain: enDomain, diagnosis: enDiagnosis, errors: enErrors, menu: enMenu, frame: enFrame, live: enLive, session: enSession, history: enHistory, machine: enMachine, servers: enServers, plan: enPlan, settings: enSettings, report: enReport, cli: enCli, series: enSeries, dataset: enDataset, compare: enCompare },
  'zh-CN': { common: zhCommon, domain: zhDomain, diagnosis: zhDiagnosis, errors: zhErrors, menu: zhMenu, frame: zhFrame, live: zhLive, session: zhSession, history: zhHistory, machine: zhMachine, servers: zhServers, plan: zhPlan, settings: zhSettings, report: zhReport, cli: zhCli, series: zhSeries, dataset: zhDataset, compare: zhCompare },
} as const

/** What parts that must not know the library take: a key `namespace:path.to.key` and its parameters. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number | null>>) => string

/** Options shared by every instance. Interpolated values are text nodes or escaped by the report writer, never markup. */
export const i18nOptions = {
  resources,
  fallbackLng: 'en',
  ns: Object.keys(resources.en),
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  returnNull: false,
  initAsync: false,
} as const

/** A ready instance for one language; resources are in memory, so nothing is awaited. */
export function createI18n(language: Language): i18n {
  const instance = i18next.createInstance()
  void instance.init({ ...i18nOptions, lng: language })
  return instance
}

/** A bare translation function for code outside the window. */
export function createTranslate(language: Language): Translate {
  const t: TFunction = createI18n(language).t
  return (key, params) => t(key, { ...params })
}

/** The supported language nearest to a BCP 47 tag: any Chinese is Simplified Chinese, all else English. */
export function nearestLanguage(tag: string): Language {
  return tag.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
