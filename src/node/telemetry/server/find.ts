/** From a port to the process that serves it: by its listening socket, else by the look of its command line. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { parsePidStat } from '../process-tree.ts'
import { commandLine, eachProcess, userOf } from './processes.ts'

export interface ListeningSocket {
  readonly inode: string
  readonly uid: number
}

const listening = '0A'
/** What model servers are called; matched on the program and its first arguments. */
const serverWords = /ollama|llama-server|llama_cpp|llamacpp|vllm|sglang|text-generation|lm-?studio|koboldcpp|tabby|localai|local-ai|cortex|mlx_lm|llama-box|llama-swap/i
/** They carry connections on to where the server really is. */
const relays = /^(?:ssh|sshd|docker-proxy|wslrelay|rootlessport|slirp4netns|pasta|socat|kubectl|haproxy|nginx|caddy)$/
const shells = /^(?:ba|z|da|fi)?sh$|^(?:sudo|tmux|screen|nohup|env|timeout|su)$/

/** Listening sockets of a port from /proc/net/tcp or tcp6. */
export function parseListening(text: string, port: number): readonly ListeningSocket[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return text.split('\n').slice(1).flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    if (fields[3] !== listening || fields[1]?.endsWith(wanted) !== true) return []
    return [{ uid: Number(fields[7]), inode: fields[9] ?? '' }]
  })
}

function sockets(procRoot: string, port: number): readonly ListeningSocket[] {
  return ['tcp', 'tcp6'].flatMap((name) => {
    try {
      return parseListening(readFileSync(`${procRoot}/net/${name}`, 'latin1'), port)
    } catch {
      return []
    }
  })
}

function holds(procRoot: string, pid: number, links: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`${procRoot}/${pid}/fd`).some((fd) => {
      try {
        return links.has(readlinkSync(`${procRoot}/${pid}/fd/${fd}`))
      } catch {
        return false
      }
    })
  } catch {
    return false
  }
}

export function isServerCommand(words: readonly string[]): boolean {
  const program = basename(words[0] ?? '')
  return program !== '' && !shells.test(program) && serverWords.test([program, ...words.slice(1, 4)].join(' '))
}

function parentOf(procRoot: string, pid: number): number | null {
  try {
    return parsePidStat(readFileSync(`${procRoot}/${pid}/stat`, 'latin1'), 1)?.parentPid ?? null
  } catch {
    return null
  }
}

/** The outermost process that still looks like the server: a launcher's other children belong to it too. */
function outermost(procRoot: string, pid: number): number {
  let root = pid
  for (let hops = 0; hops < 16; hops += 1) {
    const parent = parentOf(procRoot, root)
    // A simulator that the app itself started is a server; the app is not.
    if (parent === null || parent <= 1 || parent === process.ppid || !isServerCommand(commandLine(procRoot, parent))) return root
    root = parent
  }
  return root
}

interface Candidate {
  readonly pid: number
  readonly score: number
}

/** By command line alone; null when several fit equally well: a wrong process would be worse than none. */
async function byCommandLine(procRoot: string, port: number, uids: ReadonlySet<number>, ownPid: number): Promise<number | null> {
  const best = new Map<number, Candidate>()
  await eachProcess(procRoot, (pid) => {
    const words = commandLine(procRoot, pid)
    if (pid === ownPid || !isServerCommand(words)) return false
    const root = outermost(procRoot, pid)
    const hasPort = words.some((word) => new RegExp(`(?:^|[:=])${port}$`).test(word))
    const score = (hasPort ? 2 : 0) + (uids.has(userOf(procRoot, pid) ?? -1) ? 1 : 0)
    if (score > (best.get(root)?.score ?? -1)) best.set(root, { pid: root, score })
    return false
  })
  const [first, second] = [...best.values()].sort((a, b) => b.score - a.score)
  return first === undefined || first.score === second?.score ? null : first.pid
}

/** Root of the server's process tree; null when there is none to be found. Never rejects. */
export async function findServerProcess(port: number, procRoot = '/proc', ownPid = process.pid): Promise<number | null> {
  try {
    const found = sockets(procRoot, port)
    if (found.length === 0) return null
    const links = new Set(found.map(({ inode }) => `socket:[${inode}]`))
    let owner: number | null = null
    await eachProcess(procRoot, (pid) => {
      if (holds(procRoot, pid, links)) owner = pid
      return owner !== null
    })
    const isRelay = owner !== null && relays.test(basename(commandLine(procRoot, owner)[0] ?? '').replace(/:$/, ''))
    if (owner !== null && !isRelay) return outermost(procRoot, owner)
    return await byCommandLine(procRoot, port, new Set(isRelay ? [] : found.map(({ uid }) => uid)), ownPid)
  } catch {
    return null
  }
}
