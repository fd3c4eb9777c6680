/** The migrations in order: entry n brings the database from version n to n + 1. Only ever append. */
import { initialSchema } from './0001-initial.sql.ts'
import { appProcess } from './0002-app-process.sql.ts'
import { calibrationTable } from './0003-calibrations.sql.ts'
import { eventSources } from './0004-event-sources.sql.ts'
import { seriesPlaceColumns } from './0005-series.sql.ts'
import { remoteLink } from './0006-remote-link.sql.ts'
import { requestRole } from './0007-request-role.sql.ts'
import { requestTurn } from './0008-request-turn.sql.ts'
import { clientLanes } from './0009-lanes.sql.ts'
import { stampedBy } from './0010-stamped-by.sql.ts'

export const migrations: readonly string[] = [initialSchema, appProcess, calibrationTable, eventSources, seriesPlaceColumns, remoteLink, requestRole, requestTurn, clientLanes, stampedBy]
