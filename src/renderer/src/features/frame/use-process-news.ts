/** Says that a background process failed and was started anew: data may have a gap, the app goes on. */
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { bench } from '../../api.ts'
import { useToast } from '../../components/index.ts'

export function useProcessNews(): void {
  const { t } = useTranslation()
  const { show } = useToast()
  const tell = useEffectEvent((process: 'engine' | 'recorder') => {
    show({ tone: 'error', message: t(`frame:restarted.${process}`) })
  })
  useEffect(() => bench.on['process:restarted'](({ process }) => tell(process)), [])
}
