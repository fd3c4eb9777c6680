/** The client's proof in words: per stage, and what the tool itself cost. The same in the window, the terminal and the report. */
import { isClientLimited } from '../analysis/client.ts'
import { loadNumber } from '../format/load-text.ts'
import { missing, type Formatter } from '../format/formatter.ts'
import { invalidReasonKey, type Translate } from '../format/translate.ts'
import type { SessionAnalysis } from '../model/analysis.ts'
import type { ClientCost, ClientHealth } from '../model/client-health.ts'

export type ClientState = 'valid' | 'invalid' | 'unproven'

/** Proved innocent, proved guilty, or no proof. */
export function clientStateOf(client: ClientHealth): ClientState {
  if (client.valid) return 'valid'
  return isClientLimited(client) ? 'invalid' : 'unproven'
}

export function reasonsText({ reasons }: ClientHealth, t: Translate): string {
  return reasons.map((reason) => t(invalidReasonKey(reason))).join(t('report:listJoin'))
}

/** The stages in which the client was the bottleneck, by their load; null when there is none. */
export function limitedStagesText({ stages }: Pick<SessionAnalysis, 'stages'>, f: Formatter): string | null {
  const limited = stages.filter(({ client }) => isClientLimited(client))
  return limited.length === 0 ? null : limited.map((stage) => loadNumber(f, stage)).join(', ')
}

/** CPU of the engine, and where several threads shared the requests, how many and how busy the busiest was. */
export function clientCpuText({ cpuPercent, lanes, busiestCpuPercent }: ClientHealth, f: Formatter, t: Translate): string {
  const cpu = f.percent(cpuPercent)
  return lanes === undefined ? cpu : t('domain:client.lanes', { cpu, n: f.count(lanes), busiest: f.percent(busiestCpuPercent ?? null) })
}

/** Everything that is known of the client in one stage or session, a line each; the reasons first where there are any. */
export function clientLines(client: ClientHealth, f: Formatter, t: Translate): readonly string[] {
  const { scheduleLagMs: lag, eventLoopDelayMs: loop, connections, parseBacklogBytes } = client
  const line = (name: string, value: string): string => t('domain:client.line', { name: t(`report:client.${name}`), value })
  return [
    ...(client.reasons.length === 0 ? [] : [reasonsText(client, t)]),
    line('lag', `${f.ms(lag.p50)} / ${f.ms(lag.p99)} / ${f.ms(lag.max)} · ${t('report:figureN', { n: f.count(lag.n) })}`),
    line('loop', `${f.ms(loop.p99)} / ${f.ms(loop.max)}`),
    line('cpu', clientCpuText(client, f, t)),
    line('connections', `${f.count(connections.opened)} / ${f.count(connections.reused)}`),
    line('backlog', f.bytes(parseBacklogBytes)),
    line('stamps', stampedByText(client, t)),
  ]
}

/** Who took the times of what arrived; a dash where that was not recorded. */
export function stampedByText({ stampedBy }: Pick<ClientHealth, 'stampedBy'>, t: Translate): string {
  return stampedBy === null ? missing : t(`domain:client.stampedBy.${stampedBy}`)
}

/** What the tool took: in all, as a share of the machine, by its processes, and whether the server had to do without it. */
export function costText(cost: ClientCost, f: Formatter, t: Translate): string {
  const { parts, cpuPercent, machineShare, samples, isSameMachine } = cost
  if (parts.length === 0) return missing
  const byProcess = parts.map((part) => t(`domain:client.process.${part.process}`, { cpu: f.percent(part.cpuPercent) })).join(t('domain:client.join'))
  const total = cpuPercent === null ? [] : [t('domain:client.core', { cpu: f.percent(cpuPercent) })]
  const machine = machineShare === null ? [] : [t('domain:client.machine', { share: f.share(machineShare) })]
  const detail = cpuPercent !== null && parts.length === 1 ? [] : [byProcess]
  return [...total, ...machine, ...detail, t('report:figureN', { n: f.count(samples) }), t(isSameMachine ? 'domain:client.sameMachine' : 'domain:client.otherMachine')].join(' · ')
}
