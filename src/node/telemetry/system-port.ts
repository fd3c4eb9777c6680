/** The few calls of systeminformation that are worth repeating where there is no /proc: one after another, never twice at a time. */
import type { FreshValues } from './fresh-values.ts'

/** Shapes as the library gives them; a port, so that tests can play recorded answers. */
export interface SystemPort {
  mem(): Promise<{ readonly available?: number; readonly swapused?: number }>
  /** Null on Windows. */
  fsStats(): Promise<{ readonly rx_sec?: number | null; readonly wx_sec?: number | null } | null>
  networkStats(interfaces: string): Promise<readonly { readonly iface?: string; readonly rx_sec?: number | null; readonly tx_sec?: number | null }[]>
  /** Windows: one shell for all calls instead of one each. */
  powerShellStart?(): void
  powerShellRelease?(): void
}

export interface PollParts {
  readonly available: boolean
  readonly swap: boolean
  readonly disks: boolean
  readonly network: boolean
}

/** Stacked and virtual links would count the same bytes twice. */
const virtualLink = /^(?:lo|utun|awdl|llw|anpi|ap\d|bridge|gif|stf|vmenet|veth|vethernet|loopback|isatap|teredo)/i

export async function systeminformationPort(): Promise<SystemPort> {
  const { default: library } = await import('systeminformation')
  return library
}

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch {
    return null
  }
}

const finite = (value: number | null | undefined): number | null => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null)

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (value === null ? sum : (sum ?? 0) + value), null)
}

/** One round of the calls that are wanted. Never rejects. */
export async function readSystem(port: SystemPort, parts: PollParts, values: FreshValues): Promise<void> {
  if (parts.available || parts.swap) {
    const memory = await orNull(() => port.mem())
    if (parts.available) values.set('mem.available', finite(memory?.available))
    if (parts.swap) values.set('swap.used', finite(memory?.swapused))
  }
  if (parts.disks) {
    const disks = await orNull(() => port.fsStats())
    if (disks === null) for (const signal of ['disk.read', 'disk.write'] as const) values.lack(signal, 'not-supported')
    else {
      values.set('disk.read', finite(disks.rx_sec))
      values.set('disk.write', finite(disks.wx_sec))
    }
  }
  if (!parts.network) return
  const links = ((await orNull(() => port.networkStats('*'))) ?? []).filter(({ iface }) => !virtualLink.test(iface ?? ''))
  values.set('net.rx', sumOf(links.map(({ rx_sec: rate }) => finite(rate))))
  values.set('net.tx', sumOf(links.map(({ tx_sec: rate }) => finite(rate))))
}

export interface SystemPoll {
  stop(): void
}

/** `periodMs` from the end of one round to the start of the next. */
export function pollSystem(open: () => Promise<SystemPort>, parts: PollParts, values: FreshValues, periodMs: number): SystemPoll {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let port: SystemPort | null = null

  async function round(): Promise<void> {
    port ??= await orNull(open)
    if (port === null || isStopped) return
    await readSystem(port, parts, values)
    if (!isStopped) timer = setTimeout(() => void round(), periodMs)
  }

  void orNull(async () => {
    port = await open()
    port.powerShellStart?.()
    await round()
  })
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
      port?.powerShellRelease?.()
    },
  }
}
