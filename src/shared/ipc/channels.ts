/** The channel names alone, so that the sandboxed preload carries no schema library. `satisfies` keeps them equal to the contract. */
import type { CallName, EventName } from './contract.ts'

export const callNames = [
  'app:info', 'settings:get', 'settings:update', 'machine:info',
  'servers:list', 'servers:discover', 'servers:add', 'servers:remove', 'servers:probe', 'secrets:set', 'secrets:clear', 'telemetry:set', 'telemetry:check',
  'simulator:start', 'simulator:stop',
  'datasets:read',
  'runs:start', 'runs:stop', 'runs:current', 'runs:job', 'calibration:run', 'calibration:latest',
  'plans:save', 'plans:open', 'plans:read',
  'series:get', 'sessions:list', 'sessions:get', 'sessions:range', 'sessions:diagnose', 'sessions:open-file', 'sessions:read-file', 'sessions:compare', 'sessions:explain', 'sessions:request', 'sessions:update', 'sessions:delete', 'sessions:restore',
  'export:html', 'export:json', 'export:comparison', 'export:reveal',
] as const satisfies readonly CallName[]

export const eventNames = [
  'run:progress', 'run:ended', 'run:job', 'run:problem', 'servers:changed', 'sessions:changed', 'sessions:opening', 'settings:changed', 'process:restarted', 'menu:command',
] as const satisfies readonly EventName[]

/** Fails to compile when the contract has a name that is missing above. */
type Missing = Exclude<CallName, (typeof callNames)[number]> | Exclude<EventName, (typeof eventNames)[number]>
export const everyNameIsListed: Missing extends never ? true : never = true

/** The channel on which main hands over the live port, and on which the window asks for it. */
export const LIVE_CHANNEL = 'live:port'
