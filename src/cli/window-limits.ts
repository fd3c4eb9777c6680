/** The lines that the user moved in the window's settings, for the same diagnosis on the terminal; and which were used, in words. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { limitNames, type LimitOverrides } from '../core/diagnosis/limits.ts'
import type { Translate } from '../core/format/index.ts'
import { limitsSchema } from '../shared/schema/settings/v1.ts'

/** What was moved, and by whom. */
export interface UsedLimits {
  readonly overrides: LimitOverrides
  /** Those of the settings that the command line did not move elsewhere. */
  readonly fromSettings: LimitOverrides
  readonly fromOptions: LimitOverrides
}

/** Settings lie beside the database. Missing or broken ones move nothing: the window sets a broken file aside, this only reads. */
function settingsLimits(dbFile: string): LimitOverrides {
  try {
    const document: unknown = JSON.parse(readFileSync(join(dirname(dbFile), 'settings.json'), 'utf8'))
    const limits = typeof document === 'object' && document !== null && 'diagnosisLimits' in document ? limitsSchema.safeParse(document.diagnosisLimits) : null
    return limits?.success === true ? limits.data : {}
  } catch {
    return {}
  }
}

/** The command line goes first. */
export function usedLimits(dbFile: string, fromOptions: LimitOverrides, isWindowAsked: boolean): UsedLimits {
  const settings = isWindowAsked ? settingsLimits(dbFile) : {}
  const fromSettings = Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in fromOptions)))
  return { overrides: { ...fromSettings, ...fromOptions }, fromSettings, fromOptions }
}

function pairs(limits: LimitOverrides): string {
  return limitNames.flatMap((name) => (limits[name] === undefined ? [] : [`${name}=${limits[name]}`])).join(', ')
}

/** "Limits moved in the settings: gpuIdlePercent=20." */
export function limitLines({ fromSettings, fromOptions }: UsedLimits, t: Translate): readonly string[] {
  const [settings, options] = [pairs(fromSettings), pairs(fromOptions)]
  const lines = [...(settings === '' ? [] : [t('cli:limits.settings', { limits: settings })]), ...(options === '' ? [] : [t('cli:limits.options', { limits: options })])]
  return lines.length === 0 ? [t('cli:limits.usual')] : lines
}
