/** Apple GPUs from fake ioreg and powermetrics; not yet verified on hardware. */
import { describe, expect, test } from 'vitest'
import { parseIoreg, parsePowermetrics } from '../../../../src/node/telemetry/apple/parse.ts'
import { createAppleSource } from '../../../../src/node/telemetry/apple/source.ts'
import { eventually } from '../../../support/eventually.ts'
import { fakeProgram, printing, sensorRig } from '../../../support/sensor-rig.ts'

const apple = `+-o AGXAcceleratorG13X  <class AGXAcceleratorG13X, id 0x100000363, registered, matched, active, busy 0 (0 ms), retain 60>
    {
      "model" = "Apple M1 Max"
      "PerformanceStatistics" = {"In use system memory (driver)"=77,"Alloc system memory"=9000000,"Tiler Utilization %"=3,"In use system memory"=4123456789,"Device Utilization %"=0,"Renderer Utilization %"=2}
    }`
const intelMac = `+-o AMDRadeonX6000_AMDNavi14GraphicsAccelerator  <class X>
    {
      "PerformanceStatistics" = {"GPU Activity(%)"=37,"vramUsedBytes"=123456789}
      "VRAM,totalMB" = 4096
    }
+-o Nothing <class Y>
    {
      "x" = 1
    }`
const plist = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>processor</key><dict><key>cpu_power</key><real>812.5</real><key>gpu_power</key><real>14250.5</real></dict>
<key>thermal_pressure</key><string>Nominal</string>
<key>gpu</key><dict><key>freq_hz</key><real>1.296e+09</real><key>idle_ratio</key><real>0.1</real></dict>
</dict>
</plist>`

describe('what is printed', () => {
  test('an idle GPU is at 0, and the exact key counts, not its twin', () => {
    expect(parseIoreg(apple)).toEqual([{ id: 'apple-0', name: 'Apple M1 Max', values: { 'gpu.util': 0, 'gpu.mem.shared': 4_123_456_789 } }])
  })

  test('older machines with a card of their own use other keys', () => {
    expect(parseIoreg(intelMac)).toEqual([{ id: 'apple-0', name: 'Apple GPU', values: { 'gpu.util': 37, 'gpu.mem.used': 123_456_789, 'gpu.mem.total': 4_096 * 1_048_576 } }])
    expect(parseIoreg('')).toEqual([])
  })

  test('power in W, clock in MHz whatever the unit of the system', () => {
    expect(parsePowermetrics(plist)).toEqual({ gpuW: 14.2505, gpuMhz: 1_296, thermalPressure: 'Nominal' })
    expect(parsePowermetrics(plist.replace('1.296e+09', '1296'))).toMatchObject({ gpuMhz: 1_296 })
    expect(parsePowermetrics('<plist></plist>')).toEqual({ gpuW: null, gpuMhz: null, thermalPressure: null })
  })
})

describe('the source', () => {
  const noSudo = fakeProgramLater('exit 99')

  test('reads ioreg again and again, and asks for no rights unless told', async () => {
    const source = createAppleSource({ ioreg: fakeProgram(printing(apple)), sudo: noSudo(), periodMs: 20 })
    const rig = sensorRig(source)
    await eventually(() => rig.values('gpu.mem.shared').length >= 2)
    expect(rig.read('gpu.power')).toBeUndefined()
    expect(source.status()).toMatchObject({ running: true, unverified: true })
    expect(source.cards()).toMatchObject([{ name: 'Apple M1 Max', memoryBytes: null }])
  })

  test('reads power once it is allowed', async () => {
    const source = createAppleSource({ ioreg: fakeProgram(printing(apple)), sudo: fakeProgram(`[ "$1" = -n ] || exit 1\nwhile :; do ${printing(plist)}\nprintf '\\0'; sleep 0.05; done`), periodMs: 20 })
    source.allowPower(true)
    const rig = sensorRig(source)
    await eventually(() => rig.values('gpu.power').length >= 2)
    expect(rig.values('gpu.power')[0]).toBe(14.2505)
    expect(rig.read('gpu.power')).toMatchObject({ source: 'apple', windowMs: 1_000, deviceLabel: 'Apple M1 Max' })
  })

  test('says that it may not where the system refuses, and goes on with the rest', async () => {
    const source = createAppleSource({ ioreg: fakeProgram(printing(apple)), sudo: fakeProgram('sleep 0.2; echo a password is required; exit 1'), periodMs: 20 })
    source.allowPower(true)
    const rig = sensorRig(source)
    await eventually(() => rig.read('gpu.power')?.reason === 'no-permission')
    await eventually(() => rig.values('gpu.util').length >= 2)
  })

  test('a program that fails is a gap, then left alone', async () => {
    const source = createAppleSource({ ioreg: fakeProgram('echo broken; exit 1'), sudo: noSudo(), periodMs: 5 })
    sensorRig(source)
    await eventually(() => source.status().reason === 'unknown')
    expect(source.status()).toMatchObject({ running: false, detail: 'broken' })
  })
})

function fakeProgramLater(script: string): () => string {
  return () => fakeProgram(script)
}
