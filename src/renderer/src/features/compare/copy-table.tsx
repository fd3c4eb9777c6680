/** The figures for a spreadsheet: tab-separated, as they stand on screen. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ComparedStage, Comparison } from '../../../../core/model/comparison.ts'
import { Button } from '../../components/index.ts'
import { tableText } from './table-text.ts'
import type { Words } from './use-words.ts'

const shownMs = 1500

export function CopyTable({ comparison, stage, words, base }: { readonly comparison: Comparison; readonly stage: ComparedStage; readonly words: Words; readonly base: number }) {
  const { t } = words
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(tableText(comparison, stage, words, base))
      setCopied(true)
    } catch {
      // The table stays selectable, so a refused clipboard loses nothing.
    }
  }
  return <Button size="sm" variant="ghost" icon={isCopied ? Check : Copy} onClick={() => void copy()}>{t(isCopied ? 'common:copied' : 'compare:copyTable')}</Button>
}
