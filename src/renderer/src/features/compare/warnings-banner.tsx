/** What makes the comparison unfair, before any figure is read. */
import { warningText } from '../../../../core/format/index.ts'
import type { Comparison, ComparisonWarning } from '../../../../core/model/comparison.ts'
import { Banner } from '../../components/index.ts'
import type { Words } from './use-words.ts'
import styles from './compare.module.css'

function Warnings({ comparison, words, warnings, isBad }: { readonly comparison: Comparison; readonly words: Words; readonly warnings: readonly ComparisonWarning[]; readonly isBad: boolean }) {
  if (warnings.length === 0) return null
  return (
    <Banner tone={isBad ? 'poor' : 'neutral'}>
      <strong>{words.t(isBad ? 'compare:unfair' : 'compare:careful')}</strong>
      <ul className={styles.bannerList}>{warnings.map((warning) => <li key={warning.name}>{warningText(words, comparison, warning)}</li>)}</ul>
    </Banner>
  )
}

export function WarningsBanner({ comparison, words }: { readonly comparison: Comparison; readonly words: Words }) {
  const of = (weight: ComparisonWarning['weight']) => comparison.warnings.filter((warning) => warning.weight === weight)
  return (
    <>
      <Warnings comparison={comparison} words={words} warnings={of('unfair')} isBad />
      <Warnings comparison={comparison} words={words} warnings={of('careful')} isBad={false} />
    </>
  )
}
