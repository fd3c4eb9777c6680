/** Error codes in words: what is wrong and what to do. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProbeError } from '../../../core/model/server.ts'
import type { IpcError } from '../../../shared/ipc/envelope.ts'

export interface ErrorText {
  readonly title: string
  /** What to do. */
  readonly hint: string
  /** The server's or the system's own word; null where there is none. */
  readonly detail: string | null
  /** For a report: code and detail. */
  readonly technical: string
}

/** Texts for the errors of calls. */
export function useErrorText(): (error: IpcError) => ErrorText {
  const { t } = useTranslation()
  return useCallback(
    ({ code, detail }: IpcError) => ({
      title: t(`errors:${code}.title`),
      hint: t(`errors:${code}.hint`),
      detail: detail === '' ? null : detail,
      technical: detail === null ? code : `${code}: ${detail}`,
    }),
    [t],
  )
}

/** Texts for what probing a server at `url` found. */
export function useProbeErrorText(): (error: ProbeError, url: string) => ErrorText {
  const { t } = useTranslation()
  return useCallback(
    ({ code, detail }: ProbeError, url: string) => {
      const host = URL.canParse(url) ? new URL(url).host : url
      return {
        title: t(`errors:probe.${code}.title`, { host, url }),
        hint: t(`errors:probe.${code}.hint`, { host, url }),
        detail: detail === '' ? null : detail,
        technical: `${code} ${url}${detail === '' ? '' : `: ${detail}`}`,
      }
    },
    [t],
  )
}
