/** The status line of a source, and the lines of what it can't give. */
import { describe, expect, it } from 'vitest'
import { formatterFor } from '../../../../../src/core/format/index.ts'
import type { SensorStatus } from '../../../../../src/core/model/view.ts'
import { lackTexts, stateText } from '../../../../../src/renderer/src/features/machine/use-status-text.ts'
import { createI18n, type Language } from '../../../../../src/shared/i18n/index.ts'

const status = (over: Partial<SensorStatus>): SensorStatus => ({ id: 'host', running: true, periodMs: 250, reason: null, detail: null, ...over })
const state = (over: Partial<SensorStatus>, language: Language = 'en') => stateText(status(over), createI18n(language).t, formatterFor(language))

describe('the status of a source', () => {
  it.each([
    [{ id: 'nvidia' }, 'nvidia-smi: running, 250 ms'],
    [{ id: 'server', periodMs: 1_000, detail: 'pid 7' }, 'running, 1 s · pid 7'],
    [{ id: 'amd', unverified: true }, 'running, 250 ms · not yet verified on hardware'],
    [{ id: 'amd', running: false, reason: 'no-device', unverified: true }, 'no such device in this machine'],
    [{ id: 'nvidia', running: false, reason: 'tool-missing' }, 'nvidia-smi not found: no NVIDIA driver on this machine'],
    [{ id: 'metrics', running: false, reason: 'not-applicable' }, 'read while a run is on'],
  ] as const)('%j', (over, words) => {
    expect(state(over)).toBe(words)
  })

  it('in Chinese', () => {
    expect(state({ id: 'nvidia' }, 'zh-CN')).toBe('nvidia-smi：运行中，250 ms')
    expect(state({ id: 'intel', unverified: true, periodMs: 1_000 }, 'zh-CN')).toBe('运行中，1 s · 尚未在真实硬件上验证')
  })
})

describe('what it can not give', () => {
  const notes = [{ signal: 'cpu.temp', reason: 'no-hwmon' }, { signal: 'psi.cpu', reason: 'no-psi' }, { signal: 'psi.io', reason: 'no-psi' }] as const

  it('is a line a reason', () => {
    expect(lackTexts(status({ notes }), createI18n('en').t)).toEqual(['CPU temperature: not available: no hwmon sensor', 'Stalled for CPU, Stalled for I/O: not available: the kernel keeps no pressure figures'])
    expect(lackTexts(status({ notes: [notes[0]] }), createI18n('zh-CN').t)).toEqual(['CPU 温度：不可用：没有 hwmon 传感器'])
  })

  it('is not told of a source that does not run', () => {
    expect(lackTexts(status({ running: false, notes }), createI18n('en').t)).toEqual([])
  })
})
