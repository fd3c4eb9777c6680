/** Whether the machine runs on mains or on battery, as Linux tells in sysfs. Machines without a battery have no such signal. */
import { readdirSync, readFileSync } from 'node:fs'
import { gaugeProbe, hostSignal, type HostProbe } from './host-probe.ts'

function text(file: string): string {
  try {
    return readFileSync(file, 'latin1').trim()
  } catch {
    return ''
  }
}

function supplies(sysRoot: string): readonly string[] {
  try {
    const root = `${sysRoot}/class/power_supply`
    return readdirSync(root).map((name) => `${root}/${name}`)
  } catch {
    return []
  }
}

/** 1 = mains, 0 = battery, null = the supplies do not say. Batteries of mice and pens (`scope` Device) do not count. */
export function readMains(folders: readonly string[]): number | null {
  const own = folders.filter((folder) => text(`${folder}/scope`) !== 'Device')
  const isOnline = own.some((folder) => text(`${folder}/type`) !== 'Battery' && text(`${folder}/online`) === '1')
  if (isOnline) return 1
  const batteries = own.filter((folder) => text(`${folder}/type`) === 'Battery').map((folder) => text(`${folder}/status`))
  if (batteries.includes('Discharging')) return 0
  return batteries.some((status) => status !== '' && status !== 'Unknown') ? 1 : null
}

/** No probe where there is no battery. */
export function powerProbes(sysRoot: string): readonly HostProbe[] {
  const folders = supplies(sysRoot)
  if (!folders.some((folder) => text(`${folder}/type`) === 'Battery' && text(`${folder}/scope`) !== 'Device')) return []
  return [gaugeProbe('slow', [hostSignal('power.mains', 'count', 0)], () => [readMains(folders)])]
}
