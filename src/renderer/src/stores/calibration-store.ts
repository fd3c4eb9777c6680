/** The calibration of this machine: kept outside of the view, because one that is on goes on when the person looks elsewhere. */
import type { Calibration, CalibrationLoad } from '../../../core/model/calibration.ts'
import type { IpcError } from '../../../shared/ipc/envelope.ts'
import { bench } from '../api.ts'
import { createStore, useStore } from './store.ts'

export interface CalibrationState {
  readonly latest: Calibration | null
  readonly error: IpcError | null
  /** While one is on: when it began (ms of `performance.now`) and for how long it was asked. */
  readonly running: { readonly sinceMs: number; readonly load: CalibrationLoad } | null
}

export const calibrationStore = createStore<CalibrationState>({ latest: null, error: null, running: null })

export const useCalibration = (): CalibrationState => useStore(calibrationStore)

/** Reads the newest result; an answer that comes while one is on changes nothing but that. */
export async function loadCalibration(): Promise<void> {
  const answer = await bench.call['calibration:latest']()
  calibrationStore.update((state) => (answer.ok ? { ...state, latest: answer.value } : { ...state, error: answer.error }))
}

/** Runs one; the state tells how it went. */
export async function runCalibration(load: CalibrationLoad): Promise<void> {
  if (calibrationStore.get().running !== null) return
  calibrationStore.update((state) => ({ ...state, error: null, running: { sinceMs: performance.now(), load } }))
  const answer = await bench.call['calibration:run'](load)
  calibrationStore.update((state) => (answer.ok ? { latest: answer.value, error: null, running: null } : { ...state, error: answer.error, running: null }))
}
