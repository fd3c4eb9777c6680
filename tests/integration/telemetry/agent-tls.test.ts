// The agent over TLS with a certificate of its own: trusted when named, refused otherwise; and the command's refusals to be careless.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkRemote } from '../../../src/node/telemetry/remote/check.ts'
import { agentToken, startAgentChild } from '../../support/dyno-agent.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0
if (!hasOpenssl) console.warn('Tests of the agent over TLS are skipped: openssl is not installed.')

describe.runIf(hasOpenssl)('TLS', () => {
  it('is trusted with the certificate named, and with it alone', async () => {
    const folder = tempFolder()
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=gpu-box', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' })
    expect(made.status).toBe(0)
    const { url } = await startAgentChild(['--port', '0', '--cert', cert, '--key', key])
    expect(url).toMatch(/^https:/)
    const known = await checkRemote({ address: { kind: 'agent', url, ca: readFileSync(cert, 'utf8') }, token: agentToken }, null, 10_000)
    expect(known.link.issue).toBeNull()
    expect(known.series).toBeGreaterThan(0)
    const unknown = await checkRemote({ address: { kind: 'agent', url, ca: null }, token: agentToken }, null, 10_000)
    expect([unknown.link.issue?.code, unknown.series]).toEqual(['tls', 0])
    const plain = await checkRemote({ address: { kind: 'agent', url: url.replace('https:', 'http:'), ca: null }, token: agentToken }, null, 10_000)
    expect(plain.series).toBe(0)
    expect(plain.link.issue).not.toBeNull()
  }, 60_000)
})

describe('carelessness is refused', () => {
  const entry = fileURLToPath(new URL('../../../src/cli/index.ts', import.meta.url))
  const run = (...args: string[]) => spawnSync(process.execPath, [entry, 'agent', '--port', '0', '--lang', 'en', ...args], { encoding: 'utf8', timeout: 30_000, env: { ...process.env, AGENT_TOKEN: agentToken, SHORT: 'short' } })

  it.each([
    ['an address that others reach, without a token', ['--listen', '0.0.0.0', '--plain-http'], 'token of your own'],
    ['the same with a token, without TLS', ['--listen', '0.0.0.0', '--token', 'env:AGENT_TOKEN'], '--cert and --key'],
    ['a token that could be guessed', ['--token', 'env:SHORT'], 'at least 16'],
    ['a token on the command line', ['--token', agentToken], 'does not belong on a command line'],
    ['half a certificate', ['--cert', 'x'], 'belong together'],
  ])('%s', (_name, args, why) => {
    const { status, stderr, stdout } = run(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(why)
    expect(stderr).not.toContain(agentToken)
  })
})
