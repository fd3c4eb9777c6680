/** Metrics of graphics cards (dcgm-exporter, nvidia_gpu_exporter) as the product's own signals. */
import type { MetricSample } from '../server-metrics/prometheus.ts'
import type { MappedSignal, ScrapeIndex } from './mapped.ts'

const mebibyte = 1_048_576

type Row = readonly [name: string, signal: MappedSignal['signal'], unit: MappedSignal['unit'], factor: number]

/** NVIDIA's field names; later versions renamed the throttle reasons. */
const dcgmRows: readonly Row[] = [
  ['DCGM_FI_DEV_GPU_UTIL', 'gpu.util', '%', 1], ['DCGM_FI_DEV_MEM_COPY_UTIL', 'gpu.mem.util', '%', 1], ['DCGM_FI_DEV_FB_USED', 'gpu.mem.used', 'B', mebibyte],
  ['DCGM_FI_DEV_POWER_USAGE', 'gpu.power', 'W', 1], ['DCGM_FI_DEV_POWER_MGMT_LIMIT', 'gpu.power.limit', 'W', 1], ['DCGM_FI_DEV_ENFORCED_POWER_LIMIT', 'gpu.power.limit', 'W', 1],
  ['DCGM_FI_DEV_GPU_TEMP', 'gpu.temp', '°C', 1], ['DCGM_FI_DEV_MEMORY_TEMP', 'gpu.temp.mem', '°C', 1], ['DCGM_FI_DEV_SM_CLOCK', 'gpu.clock.sm', 'MHz', 1], ['DCGM_FI_DEV_MEM_CLOCK', 'gpu.clock.mem', 'MHz', 1],
  ['DCGM_FI_DEV_CLOCK_THROTTLE_REASONS', 'gpu.throttle', 'count', 1], ['DCGM_FI_DEV_CLOCKS_EVENT_REASONS', 'gpu.throttle', 'count', 1],
]

/** nvidia_gpu_exporter: the fields of nvidia-smi in base units. */
const smiRows: readonly Row[] = [
  ['nvidia_smi_utilization_gpu_ratio', 'gpu.util', '%', 100], ['nvidia_smi_utilization_memory_ratio', 'gpu.mem.util', '%', 100], ['nvidia_smi_memory_used_bytes', 'gpu.mem.used', 'B', 1],
  ['nvidia_smi_memory_total_bytes', 'gpu.mem.total', 'B', 1], ['nvidia_smi_power_draw_watts', 'gpu.power', 'W', 1], ['nvidia_smi_enforced_power_limit_watts', 'gpu.power.limit', 'W', 1],
  ['nvidia_smi_temperature_gpu', 'gpu.temp', '°C', 1], ['nvidia_smi_clocks_current_sm_clock_hz', 'gpu.clock.sm', 'MHz', 1e-6], ['nvidia_smi_clocks_current_memory_clock_hz', 'gpu.clock.mem', 'MHz', 1e-6],
]

const totalParts = ['DCGM_FI_DEV_FB_USED', 'DCGM_FI_DEV_FB_FREE', 'DCGM_FI_DEV_FB_RESERVED'] as const

export const gpuMetricNames: readonly string[] = [...new Set([...dcgmRows, ...smiRows].map(([name]) => name)), ...totalParts.slice(1)]

/** What names the card for good; parts of a divided card (MIG) have a name of their own. */
function deviceOf({ labels }: MetricSample): string {
  const card = labels['UUID'] ?? labels['uuid'] ?? labels['gpu'] ?? labels['device'] ?? ''
  const part = labels['GPU_I_ID']
  return part === undefined || part === '' ? card : `${card}/${part}`
}

function labelOf({ labels }: MetricSample): string {
  return labels['modelName'] ?? labels['name'] ?? ''
}

/** Fields of the same card may be told twice (a pod's labels): the first counts. */
function rowSignals(now: ScrapeIndex, [name, signal, unit, factor]: Row): readonly MappedSignal[] {
  const seen = new Set<string>()
  return now.all(name).flatMap((sample) => {
    const device = deviceOf(sample)
    // DCGM writes huge numbers where a card does not have the figure.
    if (seen.has(device) || !Number.isFinite(sample.value) || sample.value < 0 || sample.value > 1e15) return []
    seen.add(device)
    return [{ signal, unit, device, deviceLabel: labelOf(sample), isRate: false, value: sample.value * factor }]
  })
}

/** Used + free (+ reserved), MiB, by card. */
function dcgmTotals(now: ScrapeIndex): readonly MappedSignal[] {
  return now.all('DCGM_FI_DEV_FB_FREE').flatMap((free) => {
    const device = deviceOf(free)
    const of = (name: string): number | null => now.all(name).find((sample) => deviceOf(sample) === device)?.value ?? null
    const used = of('DCGM_FI_DEV_FB_USED')
    if (used === null) return []
    return [{ signal: 'gpu.mem.total', unit: 'B', device, deviceLabel: labelOf(free), isRate: false, value: (used + free.value + (of('DCGM_FI_DEV_FB_RESERVED') ?? 0)) * mebibyte }]
  })
}

export function gpuSignals(now: ScrapeIndex): readonly MappedSignal[] {
  const found = [...dcgmRows, ...smiRows].flatMap((row) => rowSignals(now, row))
  const once = new Map(found.toReversed().map((each) => [`${each.signal}/${each.device}`, each]))
  return [...[...once.values()].toReversed(), ...dcgmTotals(now)]
}
