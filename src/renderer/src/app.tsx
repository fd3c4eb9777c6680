/** What stands around every view: toasts, tips, routing and the net that catches a view that fails. */
import { useTranslation } from 'react-i18next'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { ToastProvider, TooltipProvider } from './components/index.ts'
import { ErrorBoundary } from './features/frame/error-boundary.tsx'
import { Frame } from './features/frame/frame.tsx'
import { Routes } from './routes.tsx'

export const App = () => {
  const { t } = useTranslation()
  return (
    <ErrorBoundary>
      <TooltipProvider>
        <ToastProvider label={t('common:notifications')} dismissLabel={t('common:dismiss')}>
          <Router hook={useHashLocation}>
            <Frame><Routes /></Frame>
          </Router>
        </ToastProvider>
      </TooltipProvider>
    </ErrorBoundary>
  )
}
