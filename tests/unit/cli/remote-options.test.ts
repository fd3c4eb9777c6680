// Where the model's machine is read, from the command line: what the window writes is what the command understands; tokens only from safe places.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { addRemoteOptions, readToken, remoteOf, type RemoteOptions } from '../../../src/cli/remote-options.ts'
import type { RemoteAddress } from '../../../src/core/model/remote.ts'
import { cliCommand } from '../../../src/renderer/src/features/plan/cli-command.ts'
import { defaultForm } from '../../../src/renderer/src/features/plan/plan-form.ts'
import { tempFolder } from '../../support/temp-folder.ts'

afterEach(() => vi.unstubAllEnvs())

function parse(words: readonly string[]): RemoteOptions {
  const command = addRemoteOptions(new Command()).exitOverride().configureOutput({ writeErr: () => undefined }).allowUnknownOption().allowExcessArguments()
  return command.parse(words, { from: 'user' }).opts<RemoteOptions>()
}

/** Undoes the quoting of a POSIX shell. */
const unquoted = (text: string): readonly string[] => [...text.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(([, quoted, plain]) => quoted?.replaceAll(String.raw`'\''`, "'") ?? plain ?? '')

describe('what the window writes', () => {
  const addresses: readonly RemoteAddress[] = [
    { kind: 'agent', url: 'http://127.0.0.1:9410', ca: null },
    { kind: 'prometheus', url: 'http://metrics:9090', instance: 'gpu-box:9100', queries: [{ label: "Who's busy", expr: 'sum by (cpu) (rate(x{a="b"}[5m]))' }, { label: 'b', expr: 'c == 1' }] },
    { kind: 'exporters', urls: ['http://a:9100', 'http://b:9400/metrics'] },
  ]
  it.each(addresses)('$kind is understood by the command', (address) => {
    vi.stubEnv('LLM_DYNO_AGENT_TOKEN', 'a'.repeat(20))
    const command = cliCommand(defaultForm(1), { url: 'http://h', apiBaseUrl: null, apis: [], telemetry: { address, hasToken: false } }, 'm', null)
    const words = unquoted(command.slice(command.indexOf(' --url')))
    expect(remoteOf(parse(words))?.address).toEqual(address)
  })
})

describe('tokens', () => {
  it('come from a variable or a file, without the line end', () => {
    vi.stubEnv('TOKEN', ' abc\n')
    const file = join(tempFolder(), 'token')
    writeFileSync(file, 'def\n')
    expect([readToken('env:TOKEN', '--token'), readToken(`file:${file}`, '--token'), readToken(undefined, '--token')]).toEqual(['abc', 'def', null])
  })

  it.each([['a-token-itself', 'does not belong on a command line'], ['env:NOT_THERE', 'is not set'], ['file:/not/there', "can't read"]])('%s is refused', (where, why) => {
    expect(() => readToken(where, '--token')).toThrow(why)
    expect(() => readToken(where, '--token')).not.toThrow('a-token-itself')
  })

  it('an agent needs one', () => {
    vi.stubEnv('LLM_DYNO_AGENT_TOKEN', '')
    expect(() => remoteOf(parse(['--agent', 'http://h:1']))).toThrow('LLM_DYNO_AGENT_TOKEN')
  })
})

describe('what does not go together', () => {
  it.each([['--agent', 'http://h:1', '--prometheus', 'http://h:2'], ['--exporter', 'http://h:1', '--prometheus', 'http://h:2'], ['--promql', 'a=b']])('%s …', (...words) => {
    expect(() => remoteOf(parse(words))).toThrow(/exclude each other|needs --prometheus/)
  })

  it('a metadata address is no machine of a model', () => expect(() => parse(['--prometheus', 'http://169.254.169.254'])).toThrow('169.254.169.254'))
  it('without any, there is nothing to read', () => expect(remoteOf(parse([]))).toBeNull())
})
