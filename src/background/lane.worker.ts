/** Entry of a lane in a worker thread; what it is to do comes in `workerData`. */
import { parentPort, workerData } from 'node:worker_threads'
import { Lane } from './lane.ts'
import type { LaneCommand, LaneData, LaneEvent } from './lane-protocol.ts'

const port = parentPort
if (port === null) throw new Error('This entry only runs in a worker thread.')
const lane = new Lane(workerData as LaneData, (event, transfer) => port.postMessage(event, transfer))
port.on('message', (command: LaneCommand) => {
  lane.take(command)
  if (command.type === 'close') port.close()
})
port.postMessage({ type: 'ready' } satisfies LaneEvent)
