/** The sessions compared last, so that the sidebar leads back to them. */
import type { SessionId } from '../../../../core/model/ids.ts'
import { createStore } from '../../stores/store.ts'

export const compareStore = createStore<readonly SessionId[]>([])
