import { describe, expect, it } from 'vitest'
import { formatterFor } from '../../../../../src/core/format/index.ts'
import { createI18n } from '../../../../../src/shared/i18n/index.ts'
import type { MachineInfo } from '../../../../../src/shared/ipc/contract.ts'
import { machineLines, shortCpuName, shortGpuName } from '../../../../../src/renderer/src/features/frame/machine-lines.ts'
import { platformKeys, shortcutGroups } from '../../../../../src/renderer/src/features/frame/shortcuts.ts'

const host = { hostname: null, os: 'Linux', cpuModel: 'Intel(R) Core(TM) i7-1260P', cpuCores: 16, memoryBytes: 2 ** 35, gpus: [], appVersion: '1', runtime: '' }
const machine = (change: Partial<MachineInfo>): MachineInfo => ({ host, sensors: [{ id: 'nvidia', running: false, periodMs: null, reason: 'tool-missing', detail: null }], ...change })
const lines = (info: MachineInfo) => machineLines(info, createI18n('en').t, formatterFor('en'))

describe('the machine in two lines', () => {
  it.each([
    ['AMD Ryzen 9 7950X 16-Core Processor', 'Ryzen 9 7950X'],
    ['Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz', 'Xeon E5-2680 v4'],
    ['AMD Ryzen Threadripper PRO 7995WX 96-Cores', 'Ryzen Threadripper PRO 7995WX'],
    ['Apple M3 Max', 'Apple M3 Max'],
  ])('%s', (model, short) => {
    expect(shortCpuName(model)).toBe(short)
  })

  it('names the GPU by its model', () => {
    expect(shortGpuName('NVIDIA GeForce RTX 4090')).toBe('RTX 4090')
  })

  it('says why there is no GPU', () => {
    expect(lines(machine({}))).toMatchObject({ gpu: 'No NVIDIA GPU: nvidia-smi not found', cpu: 'Core i7-1260P · 16 cores', sampling: false })
  })

  it('shows the first GPU, how many more, and that sensors run', () => {
    const gpu = { id: 'a', name: 'NVIDIA H100', memoryBytes: null, driver: null }
    const shown = lines(machine({ host: { ...host, gpus: [gpu, { ...gpu, id: 'b' }] }, sensors: [{ id: 'host', running: true, periodMs: 250, reason: null, detail: null }] }))
    expect(shown).toMatchObject({ gpu: 'H100 + 1 more', sampling: true })
  })

  it('says what is not known', () => {
    expect(lines(machine({ host: null, sensors: [] }))).toMatchObject({ gpu: 'No NVIDIA GPU found', cpu: 'Processor unknown' })
  })
})

describe('shortcuts', () => {
  it('are written in the words of the system', () => {
    expect(platformKeys('Mod+N', 'linux')).toBe('Ctrl+N')
    expect(platformKeys('Mod+N', 'darwin')).toBe('⌘+N')
    expect(platformKeys('Shift+←', 'darwin')).toBe('⇧+←')
  })

  it('are each used for one thing within their group', () => {
    for (const { shortcuts } of shortcutGroups) {
      const keys = shortcuts.flatMap((shortcut) => shortcut.keys)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })
})
