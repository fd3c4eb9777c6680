/** Puts a handler behind every name of the contract, and a guard before it. The only file that says `ipcMain`. */
import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import { calls, type CallName } from '../../shared/ipc/contract.ts'
import { LIVE_CHANNEL } from '../../shared/ipc/channels.ts'
import { answerCall, failed, type Handlers } from './answer-call.ts'

export interface RegisterOptions {
  readonly isTrusted: (event: IpcMainInvokeEvent | IpcMainEvent) => boolean
  readonly log: (message: string) => void
  readonly onLiveRequest: (event: IpcMainEvent) => void
}

export function registerIpc(handlers: Handlers, options: RegisterOptions): void {
  for (const name of Object.keys(calls) as CallName[]) {
    ipcMain.handle(name, (event, input: unknown) =>
      options.isTrusted(event) ? answerCall(name, handlers, input, options.log) : failed('ipc/untrusted-sender', null))
  }
  ipcMain.on(LIVE_CHANNEL, (event) => {
    if (options.isTrusted(event)) options.onLiveRequest(event)
  })
}
