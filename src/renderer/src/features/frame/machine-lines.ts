/** What there is to say about the machine, short for the sidebar and in full for its tip. */
import type { TFunction } from 'i18next'
import { reasonKey, type Formatter } from '../../../../core/format/index.ts'
import type { MachineInfo } from '../../../../shared/ipc/contract.ts'

export interface MachineLines {
  readonly gpu: string
  readonly cpu: string
  readonly sampling: boolean
  readonly full: readonly string[]
}

/** Vendor marks and fillers say nothing in a narrow line: `AMD Ryzen 9 7950X 16-Core Processor` → `Ryzen 9 7950X`. */
export function shortCpuName(model: string): string {
  return model
    .replaceAll(/\((?:R|TM|C)\)|®|™/gi, '')
    .replace(/\b(?:Intel|AMD|Genuine|Authentic)\b/gi, '')
    .replace(/\s@.*$/, '')
    .replaceAll(/\b(?:CPU|Processor|\d+-Cores?)\b/gi, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** `NVIDIA GeForce RTX 4090` → `RTX 4090`. */
export function shortGpuName(name: string): string {
  return name.replace(/^NVIDIA\s+/i, '').replace(/^GeForce\s+/i, '')
}

function gpuLine({ host, sensors }: MachineInfo, t: TFunction): string {
  const [first, ...others] = host?.gpus ?? []
  if (first !== undefined) {
    const name = shortGpuName(first.name)
    return others.length === 0 ? name : t('frame:machine.gpus', { name, more: others.length })
  }
  const nvidia = sensors.find(({ id }) => id === 'nvidia')
  if (nvidia?.reason === 'tool-missing') return t('frame:machine.noTool')
  if (nvidia?.reason === undefined || nvidia.reason === null) return t('frame:machine.noGpu')
  return t('frame:machine.gpuReason', { reason: t(reasonKey(nvidia.reason)) })
}

export function machineLines(machine: MachineInfo, t: TFunction, format: Formatter): MachineLines {
  const { host, sensors } = machine
  const gpu = gpuLine(machine, t)
  const model = host?.cpuModel ?? null
  const cores = host?.cpuCores ?? null
  const cpu = model === null ? t('frame:machine.cpuUnknown') : cores === null ? shortCpuName(model) : t('frame:machine.cpu', { model: shortCpuName(model), cores: t('frame:machine.cores', { count: cores }) })
  const full = [
    ...(host?.gpus.map(({ name, memoryBytes }) => (memoryBytes === null ? name : `${name} · ${format.bytes(memoryBytes)}`)) ?? []),
    ...(host?.gpus.length ? [] : [gpu]),
    ...(model === null ? [] : [model]),
    ...(cores === null ? [] : [t('frame:machine.cores', { count: cores })]),
    ...(host?.memoryBytes == null ? [] : [t('frame:machine.memory', { size: format.bytes(host.memoryBytes) })]),
    ...(host?.os == null ? [] : [host.os]),
  ]
  return { gpu, cpu, sampling: sensors.some(({ running }) => running), full }
}
