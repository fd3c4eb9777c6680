/** What is asked of an agent besides its stream: who it is, and what its clock says. */
import type { ClockProbe } from '../../../core/remote/clock-offset.ts'
import type { RemoteIssue } from '../../../core/model/remote.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { agentHelloSchema, agentLimits, agentPaths, agentTimeSchema, agentVersion, type AgentHello } from '../../../shared/schema/agent/v1.ts'
import type { Clock } from '../source.ts'
import type { StampedHttp } from './stamped-http.ts'

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function issueOfStatus(status: number): RemoteIssue {
  return { code: status === 401 || status === 403 ? 'auth' : 'not-agent', detail: `HTTP ${status}` }
}

export async function greetAgent(http: StampedHttp, base: string, timeoutMs: number): Promise<Result<AgentHello, RemoteIssue>> {
  const got = await http.get(`${base}${agentPaths.hello}`, { timeoutMs, maxBytes: agentLimits.helloBytes })
  if (!got.ok) return got
  if (got.value.status !== 200) return err(issueOfStatus(got.value.status))
  const hello = agentHelloSchema.safeParse(json(got.value.text))
  if (!hello.success) return err({ code: 'not-agent', detail: got.value.text.slice(0, 60) })
  const { versions, appVersion } = hello.data
  return versions.includes(agentVersion) ? ok(hello.data) : err({ code: 'version', detail: appVersion })
}

export async function askAgentTime(http: StampedHttp, base: string, timeoutMs: number, clock: Clock): Promise<Result<{ readonly instance: string; readonly probe: ClockProbe }, RemoteIssue>> {
  const got = await http.get(`${base}${agentPaths.time}`, { timeoutMs, maxBytes: agentLimits.timeBytes })
  const wallLessSessionMs = Date.now() - clock.nowMs()
  if (!got.ok) return got
  if (got.value.status !== 200) return err(issueOfStatus(got.value.status))
  const time = agentTimeSchema.safeParse(json(got.value.text))
  if (!time.success) return err({ code: 'garbled', detail: got.value.text.slice(0, 60) })
  const { sentAtMs, receivedAtMs } = got.value
  const { instance, receivedMs, sentMs, wallMs } = time.data
  const wallOffsetMs = wallMs - (wallLessSessionMs + (sentAtMs + receivedAtMs) / 2)
  return ok({ instance, probe: { sentAtMs, receivedAtMs, remoteReceivedMs: receivedMs, remoteSentMs: sentMs, wallOffsetMs } })
}
