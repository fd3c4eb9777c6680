/** The fields asked of nvidia-smi, with the older names that stand in for missing ones. One unknown field fails a whole query. */

/** What the app wants, by role; names in order of preference. */
const wanted = {
  timestamp: ['timestamp'],
  index: ['index'],
  uuid: ['uuid'],
  driver: ['driver_version'],
  pstate: ['pstate'],
  util: ['utilization.gpu'],
  memUtil: ['utilization.memory'],
  memTotal: ['memory.total'],
  memUsed: ['memory.used'],
  power: ['power.draw.instant', 'power.draw', 'power.draw.average'],
  powerLimit: ['enforced.power.limit', 'power.limit'],
  temperature: ['temperature.gpu'],
  clockSm: ['clocks.sm'],
  clockMem: ['clocks.mem'],
  throttle: ['clocks_event_reasons.active', 'clocks_throttle_reasons.active'],
  clockMax: ['clocks.max.sm'],
  tempMem: ['temperature.memory'],
  pcieGen: ['pcie.link.gen.current', 'pcie.link.gen.gpucurrent'],
  pcieWidth: ['pcie.link.width.current'],
  mig: ['mig.mode.current'],
  driverModel: ['driver_model.current'],
  // Last, so that a comma inside a name can be told from a separator.
  name: ['name'],
} as const

export type FieldRole = keyof typeof wanted

export interface Field {
  readonly role: FieldRole
  readonly name: string
}

/** The names that `nvidia-smi --help-query-gpu` lists in quotes. */
export function parseFieldHelp(help: string): ReadonlySet<string> {
  return new Set([...help.matchAll(/"([a-z][a-z0-9_.]+)"/g)].flatMap((match) => match[1] ?? []))
}

/** One field a role, the first name that is offered. An empty offer (no help text) means: try the preferred names. */
export function chooseFields(offered: ReadonlySet<string>, refused: ReadonlySet<string>): readonly Field[] {
  return Object.entries(wanted).flatMap(([role, names]) => {
    const name = names.find((candidate) => !refused.has(candidate) && (offered.size === 0 || offered.has(candidate)))
    return name === undefined ? [] : [{ role: role as FieldRole, name }]
  })
}

/** The field that nvidia-smi refused, read from its complaint; null when the line is something else. */
export function refusedField(line: string): string | null {
  return /^Field "([^"]+)" is not a valid field to query/.exec(line.trim())?.[1] ?? null
}
