/** Entry of the engine in an Electron utility process: commands and the recorder's port come from the main process. */
import { Worker } from 'node:worker_threads'
import { Engine } from './engine.ts'
import { electronMessagePort, electronParentPort, parentPortOfProcess } from './port-electron.ts'

/** The bundle of `lane.worker.ts`, beside this one's. */
const laneEntry = new URL('./lane.js', import.meta.url)

const parent = parentPortOfProcess()
const engine = new Engine(electronParentPort(parent), (data) => new Worker(laneEntry, { workerData: data }))
parent.on('message', ({ data, ports: [recorder] }) => {
  const isRecorderPort = typeof data === 'object' && data !== null && 'type' in data && data.type === 'recorder-port'
  if (isRecorderPort && recorder !== undefined) engine.connectRecorder(electronMessagePort(recorder))
})
