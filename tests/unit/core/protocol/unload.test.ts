/** Which way each server is asked to unload its model. */
import { expect, it } from 'vitest'
import { canUnload, unloadWay } from '../../../../src/core/protocol/unload.ts'

it('is the engine\'s own, through whichever API the load goes', () => {
  expect([unloadWay({ engine: 'ollama', api: 'openai-chat' }), unloadWay({ engine: 'lm-studio', api: 'openai-responses' })]).toEqual(['ollama', 'lm-studio'])
})

it('is that of the server for which the simulator stands in', () => {
  expect([unloadWay({ engine: 'llm-dyno-simulator', api: 'ollama-chat' }), unloadWay({ engine: 'llm-dyno-simulator', api: 'openai-chat' })]).toEqual(['ollama', null])
})

it('is unknown for the others', () => {
  for (const engine of ['llama.cpp', 'vllm', 'jan', 'unknown'] as const) expect(canUnload({ engine, api: 'openai-chat' })).toBe(false)
})
