import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseFields, parseFieldHelp, refusedField } from '../../../../src/node/telemetry/nvidia/fields.ts'
import { parseCell, parseComplaint, parseRow } from '../../../../src/node/telemetry/nvidia/parse.ts'
import { parseDmonHeader, parseDmonRow } from '../../../../src/node/telemetry/nvidia/pcie.ts'
import { parseProgram } from '../../../../src/node/telemetry/nvidia/programs.ts'
import { allFields, gpuRow } from '../../../support/fake-nvidia-smi.ts'

const fields = chooseFields(new Set(allFields), new Set())

describe('one cell', () => {
  test.each([
    ['97', 97], ['0', 0], ['331.02', 331.02], ['0 %', 0], ['11.17 W', 11.17], ['1234 MiB', 1234], ['P0', 0], ['P8', 8], ['-3', -3],
    ['0x0000000000000004', 4], ['0x0000000000000161', 0x161], ['0xFFFFFFFF', 0xffffffff],
  ])('%j is %d', (cell, value) => {
    expect(parseCell(cell)).toEqual({ value })
  })

  test.each([
    ['[N/A]', 'not-supported'], ['N/A', 'not-supported'], ['[Not Supported]', 'not-supported'], ['[Requested functionality has been deprecated]', 'not-supported'],
    ['[Unknown Error]', 'unknown'], ['ERR!', 'unknown'], ['[GPU is lost]', 'lost'], ['[GPU requires reset]', 'lost'],
    ['[Insufficient Permissions]', 'no-permission'], ['', 'unknown'], ['nan', 'unknown'], ['1e999999', 'unknown'], ['--', 'unknown'],
  ])('%j is missing: %s', (cell, reason) => {
    expect(parseCell(cell)).toEqual({ value: null, reason })
  })

  test('is a finite number or missing, whatever is printed', () => {
    fc.assert(
      fc.property(fc.string(), (cell) => {
        const { value } = parseCell(cell)
        expect(value === null || Number.isFinite(value)).toBe(true)
      }),
    )
  })
})

describe('one row', () => {
  test('of a busy GPU', () => {
    const row = parseRow(gpuRow(), fields)
    expect(row).toMatchObject({ index: 0, id: 'GPU-5f11', name: 'NVIDIA GeForce RTX 4090', driver: '570.86', isLost: false })
    expect(row?.readings).toMatchObject({ util: { value: 97 }, memUsed: { value: 22310 }, power: { value: 331.02 }, throttle: { value: 4 } })
  })

  test('of an idle GPU keeps its zeros', () => {
    expect(parseRow(gpuRow({ util: '0', memUsed: '0' }), fields)?.readings).toMatchObject({ util: { value: 0 }, memUsed: { value: 0 } })
  })

  test('with MIG on has memory but no utilisation', () => {
    const row = parseRow(gpuRow({ name: 'NVIDIA A100-SXM4-40GB', util: '[N/A]', memUtil: '[N/A]', memTotal: '40960', memUsed: '18211' }), fields)
    expect(row?.readings).toMatchObject({ util: { value: null, reason: 'not-supported' }, memUsed: { value: 18211 } })
  })

  test('of a GPU that fell off the bus', () => {
    const row = parseRow(gpuRow({ util: '[Unknown Error]', memUtil: '[GPU is lost]' }), fields)
    expect(row).toMatchObject({ isLost: true, id: 'GPU-5f11' })
  })

  test('with a comma in the name', () => {
    expect(parseRow(gpuRow({ name: 'NVIDIA, Very Special' }), fields)?.name).toBe('NVIDIA, Very Special')
  })

  test('without blanks after commas', () => {
    expect(parseRow(gpuRow().replaceAll(', ', ','), fields)?.readings).toMatchObject({ temperature: { value: 71 } })
  })

  test('without a uuid is known by its index', () => {
    expect(parseRow(gpuRow({ uuid: '[N/A]', index: '3' }), fields)?.id).toBe('index-3')
  })

  test.each([
    ['cut in half', gpuRow().slice(0, 60)],
    ['a message', 'Unable to determine the device handle for GPU 0000:0B:00.0: Unknown Error'],
    ['commas only', ','.repeat(fields.length)],
    ['nothing', ''],
  ])('%s is no row', (_, line) => {
    expect(parseRow(line, fields)).toBeNull()
  })
})

describe('programs', () => {
  test.each([
    ['GPU-5f, 41873, 9214, /usr/lib/ollama/llama-server', { device: 'GPU-5f', pid: 41_873, name: 'llama-server', memoryBytes: 9_214 * 1_048_576, reason: null }],
    ['GPU-5f, 2936, [N/A], [Insufficient Permissions]', { device: 'GPU-5f', pid: 2_936, name: '', memoryBytes: null, reason: 'not-supported' }],
    ['MIG-77, 1, 5, [Not Found]', { device: 'MIG-77', pid: 1, name: '', memoryBytes: 5 * 1_048_576, reason: null }],
    ['No running processes found', null],
    ['gpu_uuid, pid, used_gpu_memory [MiB], process_name', null],
    ['', null],
  ])('%j', (line, program) => {
    expect(parseProgram(line)).toEqual(program)
  })
})

describe('traffic of the link', () => {
  test('columns are found by their names', () => {
    const columns = parseDmonHeader('# gpu    pwr  txpci  rxpci') ?? []
    expect(parseDmonRow('    1    250     40     12', columns)).toEqual({ index: 1, rxBytesPerS: 12_000_000, txBytesPerS: 40_000_000 })
    expect(parseDmonRow('    1    250     40', columns)).toBeNull()
    expect(parseDmonRow('# Idx      W   MB/s   MB/s', columns)).toBeNull()
    expect(parseDmonHeader('# Idx   MB/s')).toBeNull()
  })
})

describe('complaints', () => {
  test.each([
    ['Unable to determine the device handle for GPU 0000:0B:00.0: Unknown Error', { reason: 'lost', isFinal: false }],
    ["NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that…", { reason: 'unknown', isFinal: false }],
    ['Failed to initialize NVML: Driver/library version mismatch', { reason: 'unknown', isFinal: false }],
    ['No devices were found', { reason: 'not-applicable', isFinal: true }],
    ['Insufficient Permissions', { reason: 'no-permission', isFinal: false }],
    ['something else', null],
  ])('%j', (line, complaint) => {
    expect(parseComplaint(line)).toEqual(complaint)
  })
})

describe('fields', () => {
  test('older drivers get the older names', () => {
    const offered = parseFieldHelp('"uuid" or "gpu_uuid"\n"index"\n"power.draw"\nSection\n"clocks_throttle_reasons.active"\n"name" or "gpu_name"')
    expect(chooseFields(offered, new Set()).map((field) => field.name)).toEqual(['index', 'uuid', 'power.draw', 'clocks_throttle_reasons.active', 'name'])
  })

  test('a refused field gives way to its older name, then to none', () => {
    const names = (refused: readonly string[]) => chooseFields(new Set(), new Set(refused)).filter((field) => field.role === 'throttle').map((field) => field.name)
    expect(names([])).toEqual(['clocks_event_reasons.active'])
    expect(names(['clocks_event_reasons.active'])).toEqual(['clocks_throttle_reasons.active'])
    expect(names(['clocks_event_reasons.active', 'clocks_throttle_reasons.active'])).toEqual([])
  })

  test('the name is last, where a comma can be told', () => {
    expect(fields.at(-1)?.role).toBe('name')
  })

  test('the refusal names the field', () => {
    expect(refusedField('Field "power.draw.instant" is not a valid field to query.')).toBe('power.draw.instant')
    expect(refusedField(gpuRow())).toBeNull()
  })
})
