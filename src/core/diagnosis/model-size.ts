/** How large a model is: by the server's word, else by its name ("llama-3.1-8b-q4_k_m"). */
import type { ServerFacts } from './evidence-input.ts'

/** Bits a weight of the usual quantisations, GGUF's block scales included. */
const bitsOf: readonly (readonly [name: RegExp, bits: number])[] = [
  [/q2_k/i, 2.6], [/q3_k|iq3/i, 3.9], [/q4_k|q4_0|q4_1|iq4|awq|gptq|int4|mxfp4|4bit/i, 4.8], [/q5_k|q5_0|q5_1/i, 5.7], [/q6_k/i, 6.6], [/q8_0|int8|fp8|8bit/i, 8.5], [/bf16|fp16|f16/i, 16],
]

/** Bytes that one decode step reads of the weights; null where neither is known. A mixture of experts reads fewer: its name says so (`8x7b`, `a3b`), and then nothing is claimed. */
export function modelBytesOf({ modelBytes, model }: ServerFacts): number | null {
  if (/\d+x\d+b|-a\d+(\.\d+)?b/i.test(model)) return null
  if (modelBytes.value !== null) return modelBytes.value
  const parameters = /(\d+(?:\.\d+)?)\s*b(?![a-z])/i.exec(model)?.[1]
  const bits = bitsOf.find(([name]) => name.test(model))?.[1]
  return parameters === undefined || bits === undefined ? null : (Number(parameters) * 1e9 * bits) / 8
}
