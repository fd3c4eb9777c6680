/** The recorder as an Electron utility process, configured by its environment. It never gets a secret. */
import { electronMessagePort, electronParentPort, parentPortOfProcess } from './port-electron.ts'
import { createRecorder } from './recorder.ts'
import { serveRecorder } from './recorder/serve.ts'

/** What the host sets in the environment. */
interface RecorderEnv {
  readonly LLM_DYNO_DB?: string
  readonly LLM_DYNO_VERSION?: string
  /** Process id of the app's main process. */
  readonly LLM_DYNO_APP_PID?: string
}

/** Sent with a port: `attach-engine` and `attach-viewer`. */
export interface RecorderAttachment {
  readonly type: 'attach-engine' | 'attach-viewer'
}

function isAttachment(data: unknown): data is RecorderAttachment {
  return typeof data === 'object' && data !== null && 'type' in data && (data.type === 'attach-engine' || data.type === 'attach-viewer')
}

const parent = parentPortOfProcess()
const env: RecorderEnv = process.env
const recorder = createRecorder({
  dbPath: env.LLM_DYNO_DB ?? '',
  appVersion: env.LLM_DYNO_VERSION ?? '',
  appPid: Number(env.LLM_DYNO_APP_PID) || null,
  self: 'recorder',
  reader: new URL('reader.js', import.meta.url),
})

parent.on('message', ({ data, ports: [port] }) => {
  if (!isAttachment(data) || port === undefined) return
  if (data.type === 'attach-engine') recorder.attachEngine(electronMessagePort(port))
  else recorder.attachViewer(electronMessagePort(port))
})
serveRecorder(recorder, electronParentPort(parent))

let isClosed = false
function close(): void {
  if (isClosed) return
  isClosed = true
  recorder.close()
}
process.once('SIGTERM', () => {
  close()
  process.exit(0)
})
process.once('exit', close)
