/** The wire of each endpoint. */
import type { Endpoint } from '../request.ts'
import { llamaCppWire } from './llama-cpp.ts'
import { messagesWire } from './messages.ts'
import { ollamaWire } from './ollama.ts'
import { openAiWire } from './openai.ts'
import { responsesWire } from './responses.ts'
import type { WireFactory } from './wire.ts'

export const wires: Readonly<Record<Endpoint, WireFactory>> = {
  chat: openAiWire,
  completion: openAiWire,
  'ollama-chat': ollamaWire,
  'ollama-generate': ollamaWire,
  'llama-cpp': llamaCppWire,
  responses: responsesWire,
  messages: messagesWire,
}
