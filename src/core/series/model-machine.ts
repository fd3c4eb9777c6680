/** Which series speak of the machine that runs the model. When that is another one, what this machine's sensors say is about the client. */
import { remoteSources, type SignalSeries, type SignalSource } from '../model/telemetry.ts'

/** Of this tool and of its requests: true wherever the model runs. */
const ownSources: readonly SignalSource[] = ['client', 'requests']

export function isRemote({ source }: Pick<SignalSeries, 'source'>): boolean {
  return (remoteSources as readonly SignalSource[]).includes(source)
}

/** True when the model runs on another machine: one that is read from afar, or one whose processes can't be seen from here. */
export function isModelElsewhere(series: readonly Pick<SignalSeries, 'source' | 'reason'>[]): boolean {
  return series.some((each) => isRemote(each) || (each.source === 'server' && each.reason === 'remote'))
}

/** What is known of the model's machine and of the tool itself; sensors of a client machine are left out when the other machine is read. */
export function modelTelemetry(series: readonly SignalSeries[]): readonly SignalSeries[] {
  const remote = series.filter(isRemote)
  if (remote.length === 0) return series
  const told = new Set(remote.filter(({ tMs }) => tMs.length > 0).map(({ signal }) => signal))
  return series.filter((each) => {
    if (isRemote(each) || ownSources.includes(each.source)) return true
    // The server's own figures can be asked for from here as well; what the other machine tells is nearer.
    return each.source === 'metrics' && !told.has(each.signal)
  })
}

/** What may explain the model's figures: where nobody reads its machine, what this machine's sensors say is no evidence. A server process that was found runs here. */
export function explainingTelemetry(series: readonly SignalSeries[], isSameMachine: boolean): readonly SignalSeries[] {
  const known = modelTelemetry(series)
  if (isSameMachine || known.some((each) => isRemote(each) || (each.source === 'server' && each.tMs.length > 0))) return known
  return known.filter(({ source }) => source === 'metrics' || ownSources.includes(source))
}

/** Sensors of the machine that only sends the requests; none when the model runs on it. */
export function clientTelemetry(series: readonly SignalSeries[]): readonly SignalSeries[] {
  return isModelElsewhere(series) ? series.filter((each) => each.source === 'host') : []
}
