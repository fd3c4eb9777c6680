/** R24: there is no GPU, and the processor is as busy as it can be: its speed is the ceiling. */
import { bins, samples, told, tpotCount } from '../counts.ts'
import { othersIn } from '../disturbance.ts'
import { item, share, type Rule } from '../rule.ts'
import { byLoad, levelOf, meanOf, tpotOf } from '../windows.ts'

const busyPercent = 75

export const cpuOnly: Rule = {
  id: 'cpu-only',
  number: 'R24',
  evaluate(input, limits) {
    const window = byLoad(input).at(-1)
    const { gpus, cpuCores } = input.machine
    if (window === undefined || !input.server.isLocal || gpus.value === null || gpus.value.length > 0) return null
    const [total, server] = [meanOf(window, 'cpu.total'), meanOf(window, 'srv.cpu')]
    if (total === null || total < busyPercent) return null
    const isServers = server !== null && cpuCores.value !== null && server / cpuCores.value >= busyPercent / 2
    // What the server doesn't use of busy cores, others do: then its speed is not the processor's.
    if (server !== null && cpuCores.value !== null && server / cpuCores.value < busyPercent / 3) return null
    const [light] = byLoad(input)
    const others = othersIn(window, cpuCores)
    return {
      kind: 'note', confidence: isServers ? 'likely' : 'consistent', where: window, weight: total / 100,
      evidence: [
        item('cpuTotal', share(total), 'share', samples(window, 'cpu.total'), { against: busyPercent / 100, signals: ['cpu.total'] }),
        item('serverCpu', share(server), 'share', samples(window, 'srv.cpu'), { signals: ['srv.cpu'] }),
        item('cpuCores', cpuCores.value, 'count', told(cpuCores.value)),
        item('slots', input.server.slots.value, 'count', told(input.server.slots.value), { against: levelOf(window), signals: ['srv.slots.total'] }),
        item('tpot', tpotOf(window), 'ms', tpotCount(window), { against: light === undefined || light === window ? null : tpotOf(light), signals: ['req.tpot.p50'] }),
      ],
      counter: others === null || others.percent <= limits.restCpuPercent ? [] : [item('cpuOthers', share(others.percent), 'share', bins(others.bins), { against: limits.restCpuPercent / 100, signals: ['cpu.total', 'srv.cpu'] })],
      advice: ['smaller-model', 'lower-quant'], experiment: 'one-user',
    }
  },
}
