/** The engine behind its ports: takes commands from the host, runs one session at a time, reports to the recorder. */
import { EngineRun, type RunCommand } from './engine-run.ts'
import type { StartLane } from './lane-pool.ts'
import type { Port } from './port.ts'
import type { EngineCommand, EngineEvent } from './protocol.ts'

export class Engine {
  private readonly control: Port
  private readonly startLane: StartLane
  private recorder: Port | null = null
  private run: EngineRun | null = null

  constructor(control: Port, startLane: StartLane) {
    this.control = control
    this.startLane = startLane
    control.onMessage((message) => {
      if (isCommand(message)) this.take(message)
    })
  }

  /** Where the events go; a later one replaces it. */
  connectRecorder(port: Port): void {
    this.recorder = port
    port.onClose(() => {
      if (this.recorder === port) this.recorder = null
    })
  }

  private take(command: EngineCommand): void {
    if (command.type === 'stop') this.run?.stop(command.mode)
    else this.start(command)
  }

  private start(command: RunCommand): void {
    if (this.run !== null) {
      const failure = { code: 'internal', detail: 'The engine is already running a session.' } as const
      this.control.post({ type: 'ended', sessionId: command.sessionId, status: 'failed', failure, atMs: 0 } satisfies EngineEvent)
      return
    }
    this.run = new EngineRun(command, (event) => this.emit(event), this.startLane)
    void this.run.start()
  }

  private emit(event: EngineEvent): void {
    this.recorder?.post(event)
    if (event.type !== 'ended') return
    this.run = null
    this.control.post(event)
  }
}

function isCommand(message: unknown): message is EngineCommand {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false
  return message.type === 'run' || message.type === 'stop'
}
