/** Debian's real Prometheus and node_exporter on free loopback ports, where they are installed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { tempFolder } from './temp-folder.ts'

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
}

const missing = ['prometheus', 'prometheus-node-exporter'].filter((program) => !isInstalled(program))
/** Why the tests with the real programs are skipped; null when they are not. */
export const whyWithoutPrometheus = missing.length === 0 ? null : `not installed: ${missing.join(', ')} (apt-get install prometheus prometheus-node-exporter)`

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(({ ok }) => ok, () => false)
}

export interface Daemon {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
}

async function startDaemon(program: string, args: readonly string[], port: number, readyPath: string): Promise<Daemon> {
  const child = spawn(program, args, { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  for (let i = 0; i < 400 && !(await answers(`${url}${readyPath}`)); i += 1) await new Promise((resolve) => setTimeout(resolve, 50))
  return { url, port, child }
}

export async function startNodeExporter(port?: number): Promise<Daemon> {
  const own = port ?? (await freePort())
  return startDaemon('prometheus-node-exporter', [`--web.listen-address=127.0.0.1:${own}`], own, '/metrics')
}

export interface PrometheusOptions {
  readonly targets: readonly number[]
  readonly port?: number
  readonly folder?: string
}

/** Scrapes the targets every second. */
export async function startPrometheus({ targets, port, folder = tempFolder() }: PrometheusOptions): Promise<Daemon> {
  const own = port ?? (await freePort())
  const config = join(folder, 'prometheus.yml')
  const addresses = targets.map((target) => `"127.0.0.1:${target}"`).join(', ')
  writeFileSync(config, `global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\nscrape_configs:\n  - job_name: test\n    static_configs:\n      - targets: [${addresses}]\n`)
  return startDaemon('prometheus', [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${own}`, '--storage.tsdb.retention.time=2d'], own, '/-/ready')
}
