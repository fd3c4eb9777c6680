/** AMD cards from fixture trees of sysfs and from fake tools; not yet verified on hardware. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { numberIn, parseAmdSmi, parseRocmSmi } from '../../../../src/node/telemetry/amd/smi.ts'
import { createAmdSource } from '../../../../src/node/telemetry/amd/source.ts'
import { eventually } from '../../../support/eventually.ts'
import { fakeProgram, printing, sensorRig, writeTree } from '../../../support/sensor-rig.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const card = (name: string, over: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const files: Record<string, string> = {
    vendor: '0x1002\n', device: '0x744c\n', uevent: 'DRIVER=amdgpu\nPCI_SLOT_NAME=0000:03:00.0\n', product_name: 'Radeon RX 7900 XTX\n', gpu_busy_percent: '0\n', mem_busy_percent: '31\n',
    mem_info_vram_total: '25753026560\n', mem_info_vram_used: '9663676416\n', mem_info_gtt_total: '33554432000\n', mem_info_gtt_used: '52428800\n',
    current_link_speed: '16.0 GT/s PCIe\n', current_link_width: '16\n', 'power/runtime_status': 'active\n',
    'hwmon/hwmon5/name': 'amdgpu\n', 'hwmon/hwmon5/power1_average': '239000000\n', 'hwmon/hwmon5/power1_cap': '327000000\n', 'hwmon/hwmon5/temp1_input': '61000\n', 'hwmon/hwmon5/temp1_label': 'edge\n',
    'hwmon/hwmon5/temp2_input': '82000\n', 'hwmon/hwmon5/temp2_label': 'junction\n', 'hwmon/hwmon5/temp3_input': '74000\n', 'hwmon/hwmon5/temp3_label': 'mem\n',
    'hwmon/hwmon5/freq1_input': '2304000000\n', 'hwmon/hwmon5/freq2_input': '1249000000\n', ...over,
  }
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`class/drm/${name}/device/${file}`, text]))
}

function sysfs(tree: Readonly<Record<string, string>>) {
  const sysRoot = tempFolder()
  writeTree(sysRoot, tree)
  const source = createAmdSource({ sysRoot, findTool: () => null })
  return { sysRoot, source, rig: sensorRig(source) }
}

describe('the driver’s files', () => {
  test('give every signal in our units; an idle card is at 0, not silent', () => {
    const { rig, source } = sysfs(card('card0'))
    rig.sample('fast', 0)
    const expected = {
      'gpu.util': 0, 'gpu.mem.util': 31, 'gpu.mem.total': 25_753_026_560, 'gpu.mem.used': 9_663_676_416, 'gpu.mem.shared': 52_428_800, 'gpu.power': 239, 'gpu.power.limit': 327,
      'gpu.temp': 61, 'gpu.temp.mem': 74, 'gpu.clock.sm': 2_304, 'gpu.clock.mem': 1_249, 'gpu.pcie.gen': 4, 'gpu.pcie.width': 16,
    }
    for (const [signal, value] of Object.entries(expected)) expect([signal, rig.values(signal)]).toEqual([signal, [value]])
    expect(rig.read('gpu.util')).toMatchObject({ source: 'amd', device: '0000:03:00.0', deviceLabel: 'Radeon RX 7900 XTX' })
    expect(source.status()).toMatchObject({ running: true, reason: null, unverified: true })
    expect(source.cards()).toEqual([{ id: '0000:03:00.0', name: 'Radeon RX 7900 XTX', memoryBytes: 25_753_026_560, driver: null }])
  })

  test('a chip that keeps its models in system memory counts both', () => {
    const { rig } = sysfs(card('card1', { mem_info_vram_total: '536870912\n', mem_info_vram_used: '100000000\n', mem_info_gtt_total: '66000000000\n', mem_info_gtt_used: '21000000000\n' }))
    rig.sample('fast', 0)
    expect(rig.values('gpu.mem.used')).toEqual([21_100_000_000])
    expect(rig.values('gpu.mem.total')).toEqual([66_536_870_912])
  })

  test('a sleeping card is left asleep, and says so', () => {
    const { rig, sysRoot } = sysfs(card('card0'))
    rig.sample('fast', 0)
    writeTree(sysRoot, { 'class/drm/card0/device/power/runtime_status': 'suspended\n' })
    rig.sample('fast', 250)
    expect(rig.values('gpu.power')).toEqual([239, Number.NaN])
    expect(rig.read('gpu.power')?.reason).toBe('asleep')
  })

  test('a card that is gone is told once; its values are gaps', () => {
    const { rig, sysRoot } = sysfs(card('card0'))
    rig.sample('fast', 0)
    rmSync(join(sysRoot, 'class'), { recursive: true })
    rig.sample('fast', 250)
    rig.sample('fast', 500)
    expect(rig.events.map(({ kind }) => kind)).toEqual(['sensor-lost'])
    expect(rig.values('gpu.util')).toEqual([0, Number.NaN])
    expect(rig.read('gpu.util')?.reason).toBe('lost')
  })

  test('cards of others, outputs and machines without any are no AMD card', () => {
    const other = { 'class/drm/card0/device/vendor': '0x10de\n', 'class/drm/card0/device/gpu_busy_percent': '5\n', 'class/drm/card0-DP-1/status': 'connected\n', 'class/drm/renderD128/dev': '226:128\n' }
    const { source, rig } = sysfs(other)
    rig.sample('fast', 0)
    expect(rig.read('gpu.util')).toBeUndefined()
    expect(source.status()).toMatchObject({ running: false, reason: 'no-device' })
  })
})

const amdSmi = JSON.stringify({ gpu_data: [
  { gpu: 0, usage: { gfx_activity: { value: 47, unit: '%' }, umc_activity: { value: 12, unit: '%' } }, mem_usage: { total_vram: { value: 32_704, unit: 'MB' }, used_vram: { value: 1_000, unit: 'MB' }, used_gtt: { value: 20, unit: 'MB' } }, power: { socket_power: { value: 239, unit: 'W' } }, temperature: { edge: 'N/A', hotspot: { value: 61, unit: 'C' } }, clock: { gfx_0: { clk: { value: 2100, unit: 'MHz' } } } },
  { gpu: 2, usage: 'N/A', mem_usage: 'N/A' },
] })

describe('the tools', () => {
  test('amd-smi in all its shapes; a block that says N/A is missing', () => {
    const [busy, silent] = parseAmdSmi(`WARNING: something\n${amdSmi}`) ?? []
    expect(busy?.values).toMatchObject({ 'gpu.util': 47, 'gpu.mem.util': 12, 'gpu.mem.total': 32_704 * 1_048_576, 'gpu.mem.used': 1_000 * 1_048_576, 'gpu.power': 239, 'gpu.temp': 61, 'gpu.clock.sm': 2_100 })
    expect(silent).toMatchObject({ id: 'amd-2', values: { 'gpu.util': null, 'gpu.mem.used': null } })
    expect(parseAmdSmi(JSON.stringify([{ gpu: 0, usage: { gfx_activity: 0 } }]))?.[0]?.values['gpu.util']).toBe(0)
    expect(parseAmdSmi('no json')).toBeNull()
    expect(parseAmdSmi('{"gpu_data":"N/A"}')).toBeNull()
    expect([numberIn('12'), numberIn(''), numberIn('N/A'), numberIn({ value: '7' }), numberIn(null)]).toEqual([12, null, null, 7, null])
  })

  test('rocm-smi: strings, keys that vary, no card called system', () => {
    const cards = parseRocmSmi(JSON.stringify({
      card0: { 'GPU use (%)': '12', 'VRAM Total Memory (B)': '17163091968', 'VRAM Total Used Memory (B)': '11001856', 'Average Graphics Package Power (W)': '38.0', 'Temperature (Sensor edge) (C)': '41.0', 'Temperature (Sensor memory) (C)': '44.0' },
      system: { 'Driver version': '6.3' },
    }))
    expect(cards).toHaveLength(1)
    expect(cards?.[0]?.values).toEqual({ 'gpu.util': 12, 'gpu.mem.util': null, 'gpu.mem.total': 17_163_091_968, 'gpu.mem.used': 11_001_856, 'gpu.power': 38, 'gpu.temp': 41, 'gpu.temp.mem': 44 })
  })

  test('are asked where the driver has no files; an answer that fails is a gap, and the next one goes on', async () => {
    const state = join(tempFolder(), 'n')
    const path = fakeProgram(`echo x >> '${state}'\n[ "$(wc -l < '${state}')" = 2 ] && exit 1\n${printing(amdSmi)}`)
    const source = createAmdSource({ sysRoot: tempFolder(), findTool: () => ({ path, kind: 'amd-smi' }), toolPeriodMs: 20 })
    source.setPeriod?.(20)
    const rig = sensorRig(source)
    await eventually(() => rig.values('gpu.util').filter(Number.isFinite).length >= 2)
    expect(rig.values('gpu.util').slice(0, 3)).toEqual([47, Number.NaN, 47])
    expect(rig.events.map(({ kind }) => kind)).toEqual(['sensor-gap'])
    expect(source.cards()).toHaveLength(2)
  })

  test('that never give sense are left alone', async () => {
    const source = createAmdSource({ sysRoot: tempFolder(), findTool: () => ({ path: fakeProgram('echo nonsense'), kind: 'rocm-smi' }), toolPeriodMs: 5 })
    source.setPeriod?.(5)
    sensorRig(source)
    await eventually(() => source.status().detail === 'rocm-smi: unreadable answer')
    expect(source.status()).toMatchObject({ running: false, reason: 'unknown' })
  })
})
