/** The machine itself: what it is, every signal of the last ten minutes, and which sensors speak, with the reason where one does not. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { gpuSources } from '../../../../core/model/telemetry.ts'
import type { MachineInfo } from '../../../../shared/ipc/contract.ts'
import { bench } from '../../api.ts'
import { TimelineStore } from '../../charts/timeline-store.ts'
import { TimelineChart } from '../../charts/timeline.tsx'
import { Badge, Skeleton } from '../../components/index.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { useMachine, type MachineState } from '../../stores/machine-store.ts'
import { useRun } from '../../stores/run-store.ts'
import { CallError } from '../frame/call-error.tsx'
import { EventList } from '../events/event-list.tsx'
import { View } from '../frame/view.tsx'
import { ProgramsCard } from './programs-card.tsx'
import { SourcesCard } from './sources-card.tsx'
import { SystemCard } from './system-card.tsx'
import styles from './machine.module.css'

const SHOWN_MS = 600_000
const STEP_MS = 20_000
const FIRST_MS = 60_000

/** The axis moves on in steps, so that the picture stands still between them. */
export function shownRange(nowMs: number): readonly [number, number] {
  const end = Math.max(FIRST_MS, Math.ceil((nowMs + 1) / STEP_MS) * STEP_MS)
  return [Math.max(0, end - SHOWN_MS), end]
}

const readMachine = () => bench.call['machine:info']()

function Lanes({ state }: { readonly state: MachineState }) {
  const [from, to] = shownRange(state.nowMs)
  const [store] = useState(() => new TimelineStore([from, to]))
  useEffect(() => { store.setDomain([from, to]) }, [store, from, to])
  return (
    <>
      <TimelineChart timeline={state.timeline} store={store} isLive scope="machine" onOpenRequest={null} describeRequest={() => ''} />
      <EventList events={state.timeline.events} store={store} />
    </>
  )
}

function System({ loaded, reload }: ReturnType<typeof useLoad<MachineInfo>>) {
  if (loaded.state === 'loading') return <Skeleton lines={4} />
  if (loaded.state === 'error') return <CallError error={loaded.error} onRetry={reload} />
  return <SystemCard host={loaded.value.host} />
}

export function MachineView() {
  const { t } = useTranslation()
  const state = useMachine()
  const isRunning = useRun().progress !== null
  const machine = useLoad(readMachine)
  const { reload } = machine
  // Cards become known when their sensors begin to speak.
  const speaking = (state?.sensors ?? []).filter(({ id, running }) => running && (gpuSources as readonly string[]).includes(id)).length
  useEffect(() => {
    if (speaking > 0) reload()
  }, [speaking, reload])
  return (
    <View title={t('machine:title')} status={<Badge dot="live">{t(isRunning ? 'machine:duringRun' : 'machine:watching')}</Badge>}>
      <div className={styles.page}>
        <div className={styles.cards}>
          <System {...machine} />
          <SourcesCard sensors={state?.sensors ?? null} />
        </div>
        {state !== null && <ProgramsCard sensors={state.sensors} timeline={state.timeline} />}
        {state === null ? <div aria-busy><Skeleton className={styles.skeleton} /></div> : <Lanes state={state} />}
      </div>
    </View>
  )
}
