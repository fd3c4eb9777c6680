/** Lets a scenario decide what becomes of a request before the machine sees it. */
import type { ServerResponse } from 'node:http'
import type { SimulatorContext } from './context.ts'
import { sendError, sendText } from './reply.ts'
import type { GenerationRequest } from './request.ts'

/** True when the request is dealt with: turned down, left hanging, or answered with nothing. */
export async function meetFate({ lab }: SimulatorContext, { promptTokens, maxTokens }: GenerationRequest, response: ServerResponse): Promise<boolean> {
  if (lab === null) return false
  const fate = lab.arrive({ promptTokens, outputTokens: maxTokens ?? 0 })
  switch (fate.kind) {
    case 'hang':
      return true
    case 'empty':
      sendText(response, 200, 'text/event-stream; charset=utf-8', '')
      return true
    case 'refuse':
      await new Promise((resolve) => setTimeout(resolve, fate.afterMs))
      sendError(response, { status: fate.status ?? 500, message: fate.message, type: 'ScenarioError' })
      return true
    default:
      return false
  }
}
