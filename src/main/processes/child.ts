/** A supervised utility process: started on demand, restarted after a crash, its port handed to whoever talks to it. */
import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { Port } from '../../background/port.ts'
import { utilityProcessPort } from '../../background/port-electron.ts'

export interface ChildOptions {
  readonly name: string
  readonly modulePath: string
  readonly env: NodeJS.ProcessEnv
  readonly log: (message: string) => void
}

export class Child {
  readonly #process: UtilityProcess
  readonly port: Port

  constructor({ name, modulePath, env, log }: ChildOptions) {
    this.#process = utilityProcess.fork(modulePath, [], { serviceName: name, stdio: 'pipe', env })
    this.port = utilityProcessPort(this.#process)
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => log(`${name}: ${chunk.toString('utf8').trimEnd()}`))
    }
    this.#process.once('exit', (code) => log(`${name} ended with code ${code}`))
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Sends a message together with ports, which change hands. */
  transfer(message: unknown, ports: MessagePortMain[]): void {
    this.#process.postMessage(message, ports)
  }

  /** The process id is known from here on. */
  onSpawn(listener: () => void): void {
    this.#process.once('spawn', listener)
  }

  onExit(listener: (code: number) => void): void {
    this.#process.once('exit', listener)
  }

  kill(): void {
    this.#process.kill()
  }
}
