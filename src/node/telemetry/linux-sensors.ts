/** Finds the files of sysfs that tell the processor's clock and temperature; virtual machines have neither. */
import { readdirSync, readFileSync } from 'node:fs'

/** More files than this would cost more than they tell: some processors are asked through an interrupt. */
const maxClocks = 16
const cpuChips = /^(?:coretemp|k10temp|zenpower|cpu_thermal|cpu-thermal|soc_thermal|x86_pkg_temp)$/
const packageLabels = /^(?:Package id 0|Tctl|Tdie)$/

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'latin1').trim()
  } catch {
    return ''
  }
}

/** At most `most` of the list, spread evenly over it. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  return list.length <= most ? list : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]).filter((each) => each !== undefined)
}

/** Current clocks in kHz, a file for each group of cores that share one. */
export function coreClockFiles(sysRoot: string): readonly string[] {
  const folder = `${sysRoot}/devices/system/cpu/cpufreq`
  const policies = names(folder).filter((name) => name.startsWith('policy')).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  return spread(policies.map((name) => `${folder}/${name}/scaling_cur_freq`).filter((file) => text(file) !== ''), maxClocks)
}

function hwmonFile(sysRoot: string): string | null {
  const root = `${sysRoot}/class/hwmon`
  for (const chip of names(root).map((name) => `${root}/${name}`).filter((folder) => cpuChips.test(text(`${folder}/name`)))) {
    const inputs = names(chip).filter((name) => /^temp\d+_input$/.test(name)).sort()
    const whole = inputs.find((name) => packageLabels.test(text(`${chip}/${name.replace('_input', '_label')}`)))
    const found = whole ?? inputs[0]
    if (found !== undefined) return `${chip}/${found}`
  }
  return null
}

/** The file with the temperature of the whole processor, in thousandths of a degree; null when there is no such sensor. */
export function temperatureFile(sysRoot: string): string | null {
  const zones = `${sysRoot}/class/thermal`
  const zone = names(zones).find((name) => cpuChips.test(text(`${zones}/${name}/type`)))
  return hwmonFile(sysRoot) ?? (zone === undefined ? null : `${zones}/${zone}/temp`)
}
