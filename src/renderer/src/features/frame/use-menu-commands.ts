/** Carries out the commands of the native menu, or hands them to the view they belong to. */
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { assertNever } from '../../../../core/assert-never.ts'
import type { MenuCommand } from '../../../../shared/ipc/contract.ts'
import { bench } from '../../api.ts'
import { useToast } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { stopRun } from '../../stores/run-store.ts'
import { settingsStore, updateSettings } from '../../stores/settings-store.ts'
import { sendUiCommand, sendUiCommandLater } from '../../stores/ui-store.ts'
import { compareStore } from '../compare/compare-store.ts'
import { paths } from './paths.ts'

export function useMenuCommands(showShortcuts: () => void): void {
  const { t } = useTranslation()
  const { show } = useToast()
  const [, navigate] = useLocation()
  const reportError = useReportError()

  const run = useEffectEvent((command: MenuCommand): void => {
    switch (command) {
      case 'new-run': navigate(paths.newRun); return
      case 'show-servers': navigate(paths.servers); return
      case 'show-sessions': navigate(paths.sessions); return
      case 'show-compare':
        if (!sendUiCommand('compare')) navigate(paths.compare(compareStore.get()))
        return
      case 'show-settings': navigate(paths.settings); return
      case 'show-shortcuts': showShortcuts(); return
      case 'stop-run': void stopRun().then(reportError); return
      case 'toggle-theme': void updateSettings({ theme: settingsStore.get().dark ? 'light' : 'dark' }).then(reportError); return
      case 'export':
        if (!sendUiCommand('export')) show({ message: t('frame:exportNeedsSession') })
        return
      case 'find':
        if (sendUiCommand('find')) return
        sendUiCommandLater('find')
        navigate(paths.sessions)
        return
      default: assertNever(command)
    }
  })
  useEffect(() => bench.on['menu:command']((command) => run(command)), [])
}
