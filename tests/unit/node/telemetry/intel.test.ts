/** Intel cards from fake xpu-smi, fixture trees of sysfs and the kernel's accounting; not yet verified on hardware. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engineUse, parseFdinfo } from '../../../../src/node/telemetry/intel/fdinfo.ts'
import { createIntelSource } from '../../../../src/node/telemetry/intel/source.ts'
import { parseDumpHeader, parseDumpRow } from '../../../../src/node/telemetry/intel/xpu-smi.ts'
import { eventually } from '../../../support/eventually.ts'
import { fakeProgram, printing, sensorRig, writeTree } from '../../../support/sensor-rig.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const header = 'Timestamp, DeviceId, GPU Utilization (%), GPU Power (W), GPU Frequency (MHz), GPU Memory Used (MiB)'
const row = '06:14:46.000,    0, 0.00, 54.61, 2050, 4096.00'
const quick = { silentMs: 2_000, backoffMs: [10, 10, 10] } as const

describe('xpu-smi', () => {
  test('columns by their names; what is not told is missing, 0 stays 0', () => {
    const names = parseDumpHeader(header) ?? []
    expect(parseDumpRow(row, names)).toEqual({ id: 'intel-0', name: 'Intel GPU 0', values: { 'gpu.util': 0, 'gpu.power': 54.61, 'gpu.clock.sm': 2_050, 'gpu.mem.used': 4_096 * 1_048_576 } })
    expect(parseDumpRow('06:14:47.000, 1, N/A, , 300, N/A', names)?.values).toEqual({ 'gpu.util': null, 'gpu.power': null, 'gpu.clock.sm': 300, 'gpu.mem.used': null })
    expect(parseDumpRow('06:14:47.000, 1, 5', names)).toBeNull()
    expect(parseDumpRow(header, names)).toBeNull()
    expect(parseDumpHeader('Error: no device')).toBeNull()
  })

  test('streams rows; where the options have other names, those are tried', async () => {
    const path = fakeProgram(`case "$*" in *--metrics*) ${printing(header)}\nwhile :; do echo '${row}'; sleep 0.03; done;; *) echo 'The following argument was not expected: -m'; exit 106;; esac`)
    const source = createIntelSource({ sysRoot: tempFolder(), findTool: () => path, timing: quick })
    const rig = sensorRig(source)
    await eventually(() => rig.values('gpu.power').length >= 2)
    expect(rig.read('gpu.util')).toMatchObject({ source: 'intel', device: 'intel-0', windowMs: 1_000 })
    expect(source.status()).toMatchObject({ running: true, unverified: true })
  })

  test('that ends leaves a gap and an event, then the rows go on', async () => {
    const path = fakeProgram(`${printing(`${header}\n${row}`)}\nsleep 0.05`)
    const rig = sensorRig(createIntelSource({ sysRoot: tempFolder(), findTool: () => path, timing: quick }))
    await eventually(() => rig.values('gpu.power').filter(Number.isFinite).length >= 2)
    expect(rig.values('gpu.power').slice(0, 3)).toEqual([54.61, Number.NaN, 54.61])
    expect(rig.events.map(({ kind }) => kind)).toEqual(['sensor-gap'])
  })
})

const fdinfo = (engineNs: number, over = '') => `pos:\t0\nflags:\t02100002\ndrm-driver:\ti915\ndrm-client-id:\t7\ndrm-pdev:\t0000:03:00.0\ndrm-total-vram0:\t2048 MiB\ndrm-resident-vram0:\t1024 MiB\ndrm-engine-render:\t${engineNs} ns\ndrm-engine-compute:\t${engineNs * 2} ns\ndrm-engine-capacity-compute:\t4\n${over}`

describe('without the tool', () => {
  const sysTree = {
    'class/drm/card1/device/vendor': '0x8086\n', 'class/drm/card1/device/device': '0x56a0\n', 'class/drm/card1/device/uevent': 'PCI_SLOT_NAME=0000:03:00.0\n',
    'class/drm/card1/gt/gt0/rps_act_freq_mhz': '2400\n', 'class/drm/card1/device/hwmon/hwmon3/energy1_input': '1000000\n',
  }

  test('clock and power come from the driver, use and memory from the server’s processes', () => {
    const [sysRoot, procRoot] = [tempFolder(), tempFolder()]
    writeTree(sysRoot, sysTree)
    writeTree(procRoot, { '42/fdinfo/3': fdinfo(1_000_000), '42/fdinfo/4': fdinfo(1_000_000), '42/fdinfo/5': 'pos: 0\n' })
    const source = createIntelSource({ sysRoot, procRoot, findTool: () => null, serverPids: () => new Set([42, 43]) })
    const rig = sensorRig(source)
    rig.sample('slow', 0)
    writeTree(sysRoot, { 'class/drm/card1/device/hwmon/hwmon3/energy1_input': '61000000\n' })
    writeTree(procRoot, { '42/fdinfo/3': fdinfo(251_000_000), '42/fdinfo/4': fdinfo(251_000_000) })
    rig.sample('slow', 1_000)
    expect(rig.values('gpu.clock.sm')).toEqual([2_400, 2_400])
    expect(rig.values('gpu.power')).toEqual([60])
    // The busiest kind of engine: 2 × 250 ms of 1000 ms; one client in two files counts once.
    expect(rig.values('gpu.util')).toEqual([50])
    expect(rig.values('gpu.mem.used')).toEqual([2_048 * 1_048_576, 2_048 * 1_048_576])
    expect(rig.read('gpu.util')).toMatchObject({ device: '0000:03:00.0', deviceLabel: 'Intel GPU 56a0' })
  })

  test('the clock of the xe driver; a counter that begins anew is a gap', () => {
    const sysRoot = tempFolder()
    const { 'class/drm/card1/gt/gt0/rps_act_freq_mhz': _, ...rest } = sysTree
    writeTree(sysRoot, { ...rest, 'class/drm/card1/device/tile0/gt0/freq0/act_freq': '1300\n', 'class/drm/card1/device/tile0/gt1/freq0/act_freq': '900\n' })
    const rig = sensorRig(createIntelSource({ sysRoot, findTool: () => null }))
    rig.sample('slow', 0)
    writeTree(sysRoot, { 'class/drm/card1/device/hwmon/hwmon3/energy1_input': '5\n' })
    rig.sample('slow', 1_000)
    expect(rig.values('gpu.clock.sm')).toEqual([1_300, 1_300])
    expect(rig.values('gpu.power')).toEqual([])
  })

  test('files of other users and other drivers say nothing', () => {
    expect(parseFdinfo('drm-driver:\tamdgpu\ndrm-client-id:\t1\n')).toBeNull()
    expect(parseFdinfo('pos:\t0\n')).toBeNull()
    expect(engineUse([], [], 0)).toBeNull()
    const client = parseFdinfo(fdinfo(5))
    expect(client?.memoryBytes).toBe(2_048 * 1_048_576)
    const rig = sensorRig(createIntelSource({ sysRoot: tempFolder(), procRoot: join(tempFolder(), 'none'), findTool: () => null, serverPids: () => new Set([1]) }))
    rig.sample('slow', 0)
    expect(rig.read('gpu.util')).toBeUndefined()
  })
})
