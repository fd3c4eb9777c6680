/** Entry of the engine in an Electron utility process: commands and the recorder's port come from the main process. */
import { Engine } from './engine.ts'
import { electronMessagePort, electronParentPort, parentPortOfProcess } from './port-electron.ts'

const parent = parentPortOfProcess()
const engine = new Engine(electronParentPort(parent))
parent.on('message', ({ data, ports: [recorder] }) => {
  const isRecorderPort = typeof data === 'object' && data !== null && 'type' in data && data.type === 'recorder-port'
  if (isRecorderPort && recorder !== undefined) engine.connectRecorder(electronMessagePort(recorder))
})
