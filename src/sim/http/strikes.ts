/** The error replies that faults and overload produce, worded as real servers word them. */
import type { Strike } from '../faults/dice.ts'
import type { ApiError } from './reply.ts'

/** Replies for the strikes that are plain HTTP errors. */
export const strikeErrors: Readonly<Record<Exclude<Strike, 'none' | 'hang' | 'empty-stream'>, ApiError>> = {
  'http-500': { status: 500, message: 'Internal server error', type: 'InternalServerError' },
  'http-429': { status: 429, message: 'Rate limit reached for requests', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  oom: {
    status: 500,
    message: 'CUDA out of memory. Tried to allocate 512.00 MiB. GPU 0 has a total capacity of 11.99 GiB of which 38.12 MiB is free.',
    type: 'InternalServerError',
  },
}

/** The waiting queue is full. */
export const queueFull: ApiError = {
  status: 503,
  message: 'The server is overloaded: its request queue is full. Please try again later.',
  type: 'ServiceUnavailableError',
}

/** A reply for the status a script asked for. */
export function scriptedError(status: number): ApiError {
  const named = Object.values(strikeErrors).find((error) => error.status === status)
  if (status === 503) return queueFull
  return named ?? { status, message: `Scripted status ${status}`, type: status < 500 ? 'BadRequestError' : 'InternalServerError' }
}
