/** Which view stands under which address. */
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { SessionId } from '../../core/model/ids.ts'
import { CompareView } from './features/compare/compare-view.tsx'
import { ErrorBoundary } from './features/frame/error-boundary.tsx'
import { paths } from './features/frame/paths.ts'
import { HistoryView } from './features/history/history-view.tsx'
import { LiveView } from './features/live/live-view.tsx'
import { MachineView } from './features/machine/machine-view.tsx'
import { PlanView } from './features/plan/plan-view.tsx'
import { SeriesView } from './features/series/series-view.tsx'
import { ServersView } from './features/servers/servers-view.tsx'
import { SessionView } from './features/session/session-view.tsx'
import { SettingsView } from './features/settings/settings-view.tsx'
import { useIsBusy } from './stores/run-store.ts'

/** The view of the address; a view that fails leaves the frame alive and is tried anew at the next address. */
export const Routes = () => {
  const [location] = useLocation()
  const isBusy = useIsBusy()
  return (
    <ErrorBoundary key={location}>
      <Switch>
        <Route path={paths.newRun}><PlanView /></Route>
        <Route path={paths.live}><LiveView /></Route>
        <Route path={paths.servers}><ServersView /></Route>
        <Route path={paths.sessions}><HistoryView /></Route>
        <Route<{ sessionId: string }> path={paths.session(':sessionId')}>{({ sessionId }) => <SessionView key={sessionId} sessionId={sessionId as SessionId} />}</Route>
        <Route<{ seriesId: string }> path={paths.series(':seriesId')}>{({ seriesId }) => <SeriesView key={seriesId} seriesId={seriesId} />}</Route>
        <Route path={paths.compare([])}><CompareView sessionIds={[]} /></Route>
        <Route<{ ids: string }> path={paths.compare([':ids'])}>{({ ids }) => <CompareView sessionIds={[...new Set(decodeURIComponent(ids).split(','))].filter((id) => id !== '') as SessionId[]} />}</Route>
        <Route path={paths.machine}><MachineView /></Route>
        <Route path={paths.settings}><SettingsView /></Route>
        <Route><Redirect to={isBusy ? paths.live : paths.servers} replace /></Route>
      </Switch>
    </ErrorBoundary>
  )
}
