// Lanes of a session whose model runs on another machine: under that machine's name, the client's apart, queries as lanes of their own.

import { describe, expect, it } from 'vitest'
import { emptyRequestColumns } from '../../../../src/core/model/request-columns.ts'
import type { MissingReason, SignalName, SignalSeries, SignalSource } from '../../../../src/core/model/telemetry.ts'
import { buildPicture } from '../../../../src/renderer/src/charts/build-lanes.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'

const t = createTranslate('en')
const series = (source: SignalSource, signal: SignalName, value: number, over: Partial<SignalSeries> = {}): SignalSeries => ({
  source, signal, device: '', deviceLabel: source === 'agent' ? 'gpu-box' : '', unit: '%', windowMs: 0, reason: null, tMs: Float64Array.of(0, 1_000), value: Float64Array.of(value, value), ...over,
})
const silent = (source: SignalSource, signal: SignalName, reason: MissingReason): SignalSeries => series(source, signal, 0, { reason, tMs: new Float64Array(), value: new Float64Array() })
const picture = (all: readonly SignalSeries[]) => buildPicture({ durationMs: 1_000, stages: [], requests: emptyRequestColumns, series: all, events: [] }, t, [])
const find = (all: readonly SignalSeries[], id: string) => picture(all).lanes.find((lane) => lane.id === id)

const local = [series('host', 'cpu.total', 11), series('host', 'mem.used', 2 ** 30), series('client', 'loop.delay.p99', 1)]

describe('on one machine', () => {
  it('there are no headings', () => expect(picture(local).lanes.every(({ group }) => group === null)).toBe(true))
})

describe('a server elsewhere, whose machine is not read', () => {
  it('marks the sensors of this machine as the client\'s', () => {
    const all = [...local, silent('server', 'srv.cpu', 'remote')]
    expect(find(all, 'cpu')?.group).toMatchObject({ id: 'client', title: 'Client machine', note: 'the model runs elsewhere', isIdle: true })
    expect(find(all, 'ttft')?.group).toBeNull()
  })
})

describe('a machine that is read through an agent', () => {
  const all = [...local, series('agent', 'cpu.total', 77), series('agent', 'gpu.util', 55, { device: 'GPU-1', deviceLabel: 'RTX' })]

  it('stands under its name, with its own values alone', () => {
    const cpu = find(all, 'cpu')
    expect(cpu?.group).toMatchObject({ title: 'gpu-box', note: 'runs the model', isIdle: false })
    expect(cpu?.series.map(({ value }) => value[0])).toEqual([77])
    expect(find(all, 'gpu')?.group?.title).toBe('gpu-box')
  })

  it('leaves the client\'s processor and memory to whoever asks for them', () => {
    expect(find(all, 'clientCpu')).toMatchObject({ isOptional: true, group: { title: 'Client machine', note: 'sends the requests' } })
    expect(find(all, 'clientCpu')?.series[0]?.value[0]).toBe(11)
    expect(find(all, 'loop')?.group?.id).toBe('client')
  })
})

describe('queries of one\'s own', () => {
  it('are a lane each, with a line for each series of the answer', () => {
    const query = (device: string, deviceLabel: string, value: number) => series('prometheus', 'ext.query', value, { device, deviceLabel })
    const lanes = picture([query('Load', 'Load', 1), query('Codes · code=200', 'Codes', 2), query('Codes · code=500', 'Codes', 3)]).lanes.filter(({ kind }) => kind === 'query')
    expect(lanes.map(({ id, title, series: lines }) => [id, title, lines.map(({ label }) => label)])).toEqual([['query@Load', 'Load', ['Load']], ['query@Codes', 'Codes', ['code=200', 'code=500']]])
  })
})
