/** Where the model lay and what loading it cost, in words. */
import type { SessionAnalysis } from '../model/analysis.ts'
import type { Formatter } from './formatter.ts'
import type { Translate } from './translate.ts'

/** None where nothing is known. `asked`: the plan measures a cold start. */
export function modelStateLines({ residency, coldStart }: Pick<SessionAnalysis, 'residency' | 'coldStart'>, asked: boolean, f: Formatter, t: Translate): readonly string[] {
  const lay = residency === null ? [] : [
    residency.vramShare === null
      ? t('domain:modelState.size', { size: f.bytes(residency.modelBytes) })
      : t('domain:modelState.vram', { size: f.bytes(residency.modelBytes), vram: f.bytes(residency.vramBytes), share: f.share(residency.vramShare) }),
    ...(residency.vramShare === null || residency.vramShare >= 0.99 ? [] : [t(residency.vramShare === 0 ? 'domain:modelState.none' : 'domain:modelState.spilled')]),
  ]
  const cold = coldStart === null
    ? (asked ? [t('domain:modelState.noColdStart')] : [])
    : [coldStart.loadMs === null ? t('domain:modelState.coldStartTtft', { ttft: f.ms(coldStart.ttftMs) }) : t('domain:modelState.coldStart', { ttft: f.ms(coldStart.ttftMs), load: f.ms(coldStart.loadMs) })]
  return [...cold, ...lay]
}
