import { describe, expect, test } from 'vitest'
import { eventLine, formatterFor, isNotable, snapshotFor } from '../../../../src/core/format/index.ts'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'

const event = (kind: SessionEvent['kind'], detail: string | null, rest: Partial<SessionEvent> = {}): SessionEvent => ({ atMs: 1_000, kind, stage: null, detail, ...rest })
const en = (one: SessionEvent) => eventLine(one, formatterFor('en'), createTranslate('en'))
const zh = (one: SessionEvent) => eventLine(one, formatterFor('zh-CN'), createTranslate('zh-CN'))

describe('events as words', () => {
  test.each([
    [event('throttle-begin', 'sw-thermal power-brake', { source: 'nvidia', device: 'RTX 4090' }), 'GPU throttles · RTX 4090 · too hot (driver), power brake', '显卡开始降频 · RTX 4090 · 温度过高（驱动限制），外部功率制动'],
    [event('sensor-gap', 'timeout', { source: 'metrics' }), 'Sensor gap · Server figures · ', '传感器数据中断 · 服务器自报指标 · '],
    [event('sensor-gap', 'nvidia-smi: exit 9', { source: 'nvidia' }), 'Sensor gap · NVIDIA GPU · nvidia-smi: exit 9', ''],
    [event('sensor-back', '2000', { source: 'nvidia' }), 'Sensor is back · NVIDIA GPU · after 2.00 s', ''],
    [event('clock-jump', 'wall -3600000', { source: 'host' }), 'Clock jump · Host · the wall clock was set 3,600 s back', ''],
    [event('clock-jump', '5012 ms late'), 'Clock jump · 5012 ms late', ''],
    [event('swap-begin', '4194304', { source: 'host' }), 'Swapping begins · Host · 4.00 MiB/s', '开始使用交换区 · 主机 · 4.00 MiB/s'],
    [event('oom-kill', '1', { source: 'host' }), 'A process was killed: out of memory · Host · 1 process', ''],
    [event('server-died', null), 'Server gone', '服务器失联'],
  ])('%o', (one, english, chinese) => {
    expect(en(one).startsWith(english)).toBe(true)
    if (chinese !== '') expect(zh(one).startsWith(chinese)).toBe(true)
  })

  test('phases are not notable, what is out of the ordinary is', () => {
    expect([isNotable(event('stage-start', null)), isNotable(event('oom-kill', '1')), isNotable(event('top-processes', 'oom-kill'))]).toEqual([false, true, false])
  })

  test('a snapshot belongs to the anomaly just before it', () => {
    const processes = { windowMs: 500, top: [], reason: null }
    const [first, second] = [event('oom-kill', '1'), event('oom-kill', '1', { atMs: 20_000 })]
    const shot = event('top-processes', 'oom-kill', { atMs: 1_600, processes })
    expect([snapshotFor(first, [first, shot, second]), snapshotFor(second, [first, shot, second])]).toEqual([shot, null])
  })
})
