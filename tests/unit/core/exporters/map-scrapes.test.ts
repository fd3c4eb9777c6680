// What exporters say in the product's own signals: rates against the scrape before, gaps where a counter began anew, nothing invented.

import { describe, expect, it } from 'vitest'
import { isKnownMetric, knownMetricsPattern, mapScrapes, nodeName, nodeTimeMs, oomKills, ScrapeIndex } from '../../../../src/core/exporters/index.ts'
import { parsePrometheus } from '../../../../src/core/server-metrics/prometheus.ts'

const scrape = (atMs: number, text: string): ScrapeIndex => new ScrapeIndex({ atMs, samples: parsePrometheus(text, isKnownMetric) })
const values = (before: ScrapeIndex | null, now: ScrapeIndex, model = 'm') =>
  Object.fromEntries(mapScrapes(before, now, model).map(({ signal, device, value }) => [device === '' ? signal : `${signal} ${device}`, value]))

const cpu = (idle0: number, idle1: number, busy0: number, busy1: number, iowait = 0) => `
node_cpu_seconds_total{cpu="0",mode="idle"} ${idle0}
node_cpu_seconds_total{cpu="0",mode="iowait"} ${iowait}
node_cpu_seconds_total{cpu="0",mode="user"} ${busy0}
node_cpu_seconds_total{cpu="0",mode="guest"} 99999
node_cpu_seconds_total{cpu="1",mode="idle"} ${idle1}
node_cpu_seconds_total{cpu="1",mode="user"} ${busy1}
`

describe('node_exporter', () => {
  it('CPU of the whole, of each core and of the busiest, from two scrapes', () => {
    const found = values(scrape(0, cpu(100, 100, 50, 50)), scrape(10_000, cpu(107.5, 102, 50, 58, 2.5)))
    expect(found).toMatchObject({ 'cpu.total': 40, 'cpu.busiest': 80, 'cpu.core cpu0': 0, 'cpu.core cpu1': 80, 'cpu.iowait': 12.5 })
  })

  it('tells no rate from one scrape, nor from counters that stand still', () => {
    expect(values(null, scrape(0, cpu(1, 1, 1, 1)))).toEqual({})
    expect(values(scrape(0, cpu(1, 1, 1, 1)), scrape(1_000, cpu(1, 1, 1, 1)))).toEqual({})
  })

  it('memory, load, clock and the temperature of the processor, whatever other sensors there are', () => {
    const found = values(null, scrape(0, `
node_memory_MemTotal_bytes 1000
node_memory_MemAvailable_bytes 400
node_memory_SwapTotal_bytes 50
node_memory_SwapFree_bytes 20
node_load1 0
node_cpu_scaling_frequency_hertz{cpu="0"} 2.1e9
node_cpu_scaling_frequency_hertz{cpu="1"} 4.2e9
node_hwmon_temp_celsius{chip="nvme_nvme0",sensor="temp1"} 95
node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp1"} 61
node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp2"} 64
node_time_seconds 1.7e9
node_uname_info{nodename="gpu-box",sysname="Linux"} 1`))
    expect(found).toEqual({ 'mem.used': 600, 'mem.total': 1000, 'mem.available': 400, 'swap.used': 30, 'load.1': 0, 'cpu.freq': 4_200, 'cpu.temp': 64 })
  })

  it('names the machine and its time', () => {
    const now = scrape(0, 'node_time_seconds 1.7e9\nnode_uname_info{nodename="gpu-box"} 1\n')
    expect([nodeName(now), nodeTimeMs(now)]).toEqual(['gpu-box', 1.7e12])
    expect([nodeName(scrape(0, '')), nodeTimeMs(scrape(0, ''))]).toEqual([null, null])
  })

  it('counters as rates over real disks and links only; a counter that began anew is a gap', () => {
    const text = (disk: number, link: number, faults: number) => `
node_disk_read_bytes_total{device="sda"} ${disk}
node_disk_read_bytes_total{device="dm-0"} ${disk * 7}
node_network_receive_bytes_total{device="eth0"} ${link}
node_network_receive_bytes_total{device="lo"} 1e12
node_vmstat_pgmajfault ${faults}
node_vmstat_pswpin ${faults}
node_pressure_cpu_waiting_seconds_total ${faults}`
    expect(values(scrape(0, text(100, 100, 10)), scrape(2_000, text(300, 50, 12)))).toEqual({
      'disk.read': 100, 'net.rx': null, 'mem.faults': 1, 'swap.in': 4_096, 'psi.cpu': 100,
    })
  })

  it('counts processes killed for want of memory', () => {
    const at = (kills: number) => scrape(kills, `node_vmstat_oom_kill ${kills}\n`)
    expect([oomKills(at(1), at(3)), oomKills(null, at(3)), oomKills(at(3), at(1)), oomKills(scrape(0, ''), at(3))]).toEqual([2, 0, 0, 0])
  })
})

describe('graphics cards', () => {
  it('dcgm-exporter: by uuid, VRAM in bytes, parts of a divided card apart, doubled rows once, blank marks left out', () => {
    const labels = 'gpu="0",UUID="GPU-1",modelName="NVIDIA A100"'
    expect(values(null, scrape(0, `
DCGM_FI_DEV_GPU_UTIL{${labels}} 0
DCGM_FI_DEV_GPU_UTIL{${labels},pod="other"} 55
DCGM_FI_DEV_FB_USED{${labels}} 1024
DCGM_FI_DEV_FB_FREE{${labels}} 2048
DCGM_FI_DEV_FB_USED{${labels},GPU_I_ID="3"} 10
DCGM_FI_DEV_POWER_USAGE{${labels}} 251.5
DCGM_FI_DEV_MEMORY_TEMP{${labels}} 9223372036854775794
DCGM_FI_DEV_SM_CLOCK{${labels}} 1410`))).toEqual({
      'gpu.util GPU-1': 0, 'gpu.mem.used GPU-1': 2 ** 30, 'gpu.mem.used GPU-1/3': 10 * 2 ** 20, 'gpu.power GPU-1': 251.5, 'gpu.clock.sm GPU-1': 1_410, 'gpu.mem.total GPU-1': 3 * 2 ** 30,
    })
  })

  it('nvidia_gpu_exporter: ratios and hertz in our units', () => {
    expect(values(null, scrape(0, 'nvidia_smi_utilization_gpu_ratio{uuid="u"} 0.5\nnvidia_smi_clocks_current_sm_clock_hz{uuid="u"} 1.5e9\nnvidia_smi_memory_total_bytes{uuid="u"} 7\n'))).toEqual({
      'gpu.util u': 50, 'gpu.clock.sm u': 1_500, 'gpu.mem.total u': 7,
    })
  })
})

describe('model servers', () => {
  it('queue and cache of the model under test, tokens as a rate', () => {
    const text = (tokens: number) => `
vllm:num_requests_running{model_name="m"} 4
vllm:num_requests_running{model_name="other"} 9
vllm:num_requests_waiting{model_name="m"} 2
vllm:kv_cache_usage_perc{model_name="m"} 0.25
vllm:generation_tokens_total{model_name="m"} ${tokens}`
    expect(values(scrape(0, text(100)), scrape(2_000, text(300)))).toEqual({ 'srv.running': 4, 'srv.waiting': 2, 'srv.kv': 25, 'srv.tokens': 100 })
  })
})

it('asks a server for just the names it reads', () => {
  const pattern = new RegExp(`^(?:${knownMetricsPattern})$`)
  for (const name of ['node_load1', 'DCGM_FI_DEV_GPU_UTIL', 'vllm:num_requests_running', 'vllm:num_preemptions_total', 'llamacpp:requests_processing']) expect([name, pattern.test(name), isKnownMetric(name)]).toEqual([name, true, true])
  for (const name of ['node_load15', 'go_gc_duration_seconds', 'vllm:e2e_request_latency_seconds_bucket', 'up']) expect([name, pattern.test(name), isKnownMetric(name)]).toEqual([name, false, false])
})
