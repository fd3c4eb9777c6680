/** Complete (not streamed) replies, errors in the shape OpenAI-compatible servers use. */
import type { ServerResponse } from 'node:http'

/** What an error says. */
export type ApiError = {
  readonly status: number
  readonly message: string
  readonly type: string
  readonly code?: string | number | null
  readonly param?: string | null
}

/** The JSON body of an error. */
export function errorBody(error: ApiError): string {
  const { message, type, code = error.status, param = null } = error
  return JSON.stringify({ error: { message, type, param, code } })
}

/** Sends a body with its length. */
export function sendText(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** Sends a value as JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, 'application/json', JSON.stringify(value))
}

/** Sends an error. */
export function sendError(response: ServerResponse, error: ApiError): void {
  sendText(response, error.status, 'application/json', errorBody(error))
}
