// Which series speak of the machine of the model, and which of the client.

import { expect, it } from 'vitest'
import type { MissingReason, SignalName, SignalSeries, SignalSource } from '../../../../src/core/model/telemetry.ts'
import { clientTelemetry, isModelElsewhere, modelTelemetry } from '../../../../src/core/series/model-machine.ts'

const series = (source: SignalSource, signal: SignalName, n = 2, reason: MissingReason | null = null): SignalSeries => ({
  source, signal, device: '', deviceLabel: '', unit: '%', windowMs: 0, reason, tMs: Float64Array.from({ length: n }, (_, i) => i), value: new Float64Array(n),
})
const names = (all: readonly SignalSeries[]) => all.map(({ source, signal }) => `${source} ${signal}`)

const local = [series('host', 'cpu.total'), series('nvidia', 'gpu.util', 0, 'tool-missing'), series('server', 'srv.rss', 0, 'remote'), series('metrics', 'srv.running'), series('metrics', 'srv.kv'), series('client', 'proc.cpu')]

it('on one machine everything is of the model\'s machine', () => {
  const own = local.filter(({ source }) => source !== 'server')
  expect(modelTelemetry(own)).toEqual(own)
  expect([isModelElsewhere(own), clientTelemetry(own)]).toEqual([false, []])
})

it('a server on another machine makes this one the client', () => {
  expect(isModelElsewhere(local)).toBe(true)
  expect(names(clientTelemetry(local))).toEqual(['host cpu.total'])
  expect(modelTelemetry(local)).toEqual(local)
})

it('a machine that is read from afar takes the place of this one; what the server tells only here is kept', () => {
  const all = [...local, series('agent', 'cpu.total'), series('agent', 'srv.running'), series('agent', 'gpu.util', 0, 'tool-missing')]
  expect(names(modelTelemetry(all))).toEqual(['metrics srv.kv', 'client proc.cpu', 'agent cpu.total', 'agent srv.running', 'agent gpu.util'])
  expect(names(clientTelemetry(all))).toEqual(['host cpu.total'])
})
