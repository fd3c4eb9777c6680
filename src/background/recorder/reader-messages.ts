/** The messages between the recorder and the thread that reads for it. */
import type { DiagnosisLimits } from '../../core/diagnosis/limits.ts'
import type { SessionId } from '../../core/model/ids.ts'
import type { SessionOpening } from '../../core/model/view.ts'
import type { IpcResult } from '../../shared/ipc/envelope.ts'
import type { ReadingMethod } from './library.ts'

/** What the thread is started with. */
export interface ReaderData {
  readonly dbPath: string
  readonly nativeBinding: string | undefined
}

export type ReaderOrder =
  | { readonly type: 'call'; readonly callId: number; readonly method: ReadingMethod; readonly params: unknown }
  | { readonly type: 'forget'; readonly sessionId: SessionId }
  | { readonly type: 'limits'; readonly limits: DiagnosisLimits }

export type ReaderNews =
  | { readonly type: 'answer'; readonly callId: number; readonly result: IpcResult<unknown> }
  | { readonly type: 'opening'; readonly opening: SessionOpening }
