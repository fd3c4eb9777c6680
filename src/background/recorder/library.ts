/** Reads stored sessions and says what is in them: everything of the recorder that takes long with a large session, apart from recording. */
import { analyseRange } from '../../core/analysis/index.ts'
import { requestTelemetry } from '../../core/analysis/request-telemetry.ts'
import { compareDigests, digestOf, uniformOf, type SessionDigest } from '../../core/compare/compare.ts'
import { explainMoment } from '../../core/diagnosis/explain.ts'
import { defaultDiagnosisLimits, type DiagnosisLimits } from '../../core/diagnosis/limits.ts'
import type { Comparison } from '../../core/model/comparison.ts'
import type { SessionId } from '../../core/model/ids.ts'
import type { RequestDetail, SessionOpening } from '../../core/model/view.ts'
import { modelTelemetry } from '../../core/series/model-machine.ts'
import type { SessionSummary } from '../../node/db/sessions-repo.ts'
import type { Store } from '../../node/db/store.ts'
import type { IpcError } from '../../shared/ipc/envelope.ts'
import type { RecorderMethods } from '../protocol.ts'
import { CallError, unknownSession } from './call-error.ts'
import { writeComparison, writeHtml, writeJson } from './exports.ts'
import { diagnosisOf, History, sessionView, summaryOf, type OpenedSession } from './history.ts'
import { ImportedSessions } from './imported-sessions.ts'

/** The recorder's calls that only read, and what a finished run's row needs. */
export type ReadingMethods = Pick<
  RecorderMethods,
  | 'sessions:get' | 'series:get' | 'sessions:range' | 'sessions:diagnose' | 'sessions:digest' | 'sessions:import' | 'sessions:compare' | 'sessions:explain' | 'sessions:request'
  | 'export:html' | 'export:json' | 'export:comparison'
> & {
  /** Of the whole session, which stays opened: whoever looks at it next need not have it analysed again. */
  readonly 'sessions:summary': [{ readonly sessionId: SessionId }, SessionSummary]
}
export type ReadingMethod = keyof ReadingMethods

/** What reads for the recorder: in its own thread, or beside it. */
export interface Library {
  /** Fails with CallError or DbError. */
  call<M extends ReadingMethod>(method: M, params: ReadingMethods[M][0]): Promise<ReadingMethods[M][1]>
  /** Drops what it holds of a session that changed. */
  forget(id: SessionId): void
  setLimits(limits: DiagnosisLimits): void
  close(): void
}

type Handlers = { readonly [M in ReadingMethod]: (params: ReadingMethods[M][0]) => ReadingMethods[M][1] | Promise<ReadingMethods[M][1]> }

/** Reads in the thread that calls. `unusable`: why there is no store. */
export class LocalLibrary implements Library {
  readonly #store: Store | null
  readonly #unusable: IpcError | null
  readonly #history: History | null
  readonly #imported = new ImportedSessions()
  #limits: DiagnosisLimits = defaultDiagnosisLimits

  constructor(store: Store | null, unusable: IpcError | null, onOpening?: (opening: SessionOpening) => void) {
    this.#store = store
    this.#unusable = unusable
    this.#history = store === null ? null : new History(store, onOpening)
  }

  async call<M extends ReadingMethod>(method: M, params: ReadingMethods[M][0]): Promise<ReadingMethods[M][1]> {
    // The map holds each method with its own types; TypeScript can't follow that through an index.
    const handler = this.#handlers[method] as (params: ReadingMethods[M][0]) => ReadingMethods[M][1] | Promise<ReadingMethods[M][1]>
    return handler(params)
  }

  forget(id: SessionId): void {
    this.#history?.forget(id)
  }

  setLimits(limits: DiagnosisLimits): void {
    this.#limits = limits
  }

  /** The store belongs to whoever opened it. */
  close(): void {
    this.#history?.forget(null)
  }

  readonly #handlers: Handlers = {
    'sessions:get': ({ sessionId }) => sessionView(this.#open(sessionId)),
    'series:get': ({ seriesId }) => this.#usable(this.#history).series(seriesId) ?? unknownSession(seriesId as SessionId),
    'sessions:range': ({ sessionId, fromMs, toMs }) => analyseRange(this.#open(sessionId).stored.requests, fromMs, toMs),
    'sessions:diagnose': ({ sessionId, range }) => diagnosisOf(this.#open(sessionId), range, this.#limits),
    'sessions:digest': ({ sessionId, place }) => this.#digest(sessionId, place),
    'sessions:import': ({ language = 'en', ...source }) => ('path' in source ? this.#imported.addFile(source.path, language) : this.#imported.add(source.text, language)),
    'sessions:compare': ({ sessionIds }) => this.#compare(sessionIds),
    'sessions:explain': ({ sessionId, moment }) => explainMoment(this.#open(sessionId).stored, moment),
    'sessions:request': ({ sessionId, index }) => this.#request(sessionId, index),
    'sessions:summary': ({ sessionId }) => summaryOf(this.#open(sessionId).analysis),
    'export:html': ({ sessionId, path, language, theme }) => writeHtml(this.#open(sessionId), path, { language, theme, limits: this.#limits }),
    'export:comparison': ({ sessionIds, ...file }) => writeComparison(this.#compare(sessionIds), file),
    'export:json': ({ sessionId, path }) => writeJson(this.#open(sessionId), path, this.#limits),
  }

  #open(id: SessionId): OpenedSession {
    return this.#usable(this.#history).open(id) ?? unknownSession(id)
  }

  #digest(id: SessionId, place: number): SessionDigest {
    const { stored, analysis } = this.#imported.get(id) ?? this.#open(id)
    return digestOf(stored, analysis, uniformOf(place + 1))
  }

  #compare(sessionIds: readonly SessionId[]): Comparison {
    return compareDigests(sessionIds.map((id, place) => this.#digest(id, place)))
  }

  #request(id: SessionId, index: number): RequestDetail {
    const record = this.#usable(this.#store).request(id, index)
    return record === null ? unknownSession(id) : { record, telemetry: requestTelemetry(record, modelTelemetry(this.#open(id).stored.telemetry)) }
  }

  #usable<T>(part: T | null): T {
    if (part === null) throw new CallError(this.#unusable ?? { code: 'db/broken', detail: null })
    return part
  }
}
