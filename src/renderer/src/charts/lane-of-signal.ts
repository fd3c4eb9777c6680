/** Which lane shows a signal, so that evidence can point at it. */
import type { SignalName } from '../../../core/model/telemetry.ts'
import type { LaneId } from './lane-types.ts'

const lanes: Readonly<Partial<Record<SignalName, LaneId>>> = {
  'cpu.total': 'cpu', 'cpu.core': 'cores', 'cpu.busiest': 'cpu', 'cpu.iowait': 'pressure', 'cpu.freq': 'cpuClock', 'cpu.temp': 'cpuTemp', 'load.1': 'load',
  'mem.used': 'memory', 'mem.total': 'memory', 'mem.available': 'memory', 'swap.used': 'memory', 'swap.in': 'swapping', 'swap.out': 'swapping', 'mem.faults': 'faults',
  'psi.cpu': 'pressure', 'psi.mem': 'pressure', 'psi.mem.full': 'pressure', 'psi.io': 'pressure', 'disk.read': 'disk', 'disk.write': 'disk', 'net.rx': 'network', 'net.tx': 'network',
  'gpu.util': 'gpu', 'gpu.mem.util': 'gpu', 'gpu.mem.used': 'vram', 'gpu.mem.total': 'vram', 'gpu.mem.shared': 'vram', 'gpu.mem.server': 'vram', 'gpu.mem.others': 'vram',
  'gpu.power': 'power', 'gpu.power.limit': 'power', 'gpu.temp': 'temp', 'gpu.temp.mem': 'temp', 'gpu.clock.sm': 'clock', 'gpu.clock.mem': 'clock', 'gpu.clock.max': 'clock', 'gpu.throttle': 'throttle',
  'gpu.pcie.gen': 'pcieLink', 'gpu.pcie.width': 'pcieLink', 'gpu.pcie.rx': 'pcie', 'gpu.pcie.tx': 'pcie',
  'srv.cpu': 'serverCpu', 'srv.rss': 'serverMemory', 'srv.rss.anon': 'serverMemory', 'srv.threads': 'serverThreads',
  'srv.running': 'queue', 'srv.waiting': 'queue', 'srv.slots.busy': 'queue', 'srv.slots.total': 'queue', 'srv.kv': 'kv', 'srv.prefix.hit': 'kv', 'srv.preempt': 'preemptions',
  'srv.tokens': 'serverTokens', 'srv.model.bytes': 'model', 'srv.model.vram': 'model', 'srv.model.loaded': 'model', 'srv.scrape': 'scrape', 'ext.query': 'query',
  'proc.cpu': 'tool', 'loop.delay.p99': 'loop', 'loop.delay.max': 'loop',
  'req.inflight': 'inflight', 'req.tokens': 'throughput', 'req.completed': 'throughput', 'req.ttft.p50': 'ttft', 'req.ttft.p95': 'ttft', 'req.probe.ttft': 'ttft',
  'req.tpot.p50': 'tpot', 'req.tpot.p95': 'tpot', 'req.errors': 'errors',
}

/** Null where no lane shows it. */
export function laneOfSignal(signal: SignalName): LaneId | null {
  return lanes[signal] ?? null
}
