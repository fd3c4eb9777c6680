/** Serialises the chunks of an answer ahead of time, so that sending one is a single socket write. */
import type { AnswerText } from '../text/words.ts';
import type { Endpoint } from './request.ts';

/** Token counts of an answer. */
export type Usage = {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
};

/** Everything that shapes the chunks of one answer. */
export type AnswerStyle = {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly endpoint: Endpoint;
  readonly usage: Usage;
  readonly continuousUsage: boolean;
  readonly tokensPerChunk: number;
  readonly chunksPerWrite: number;
  /** A write never reaches past this chunk, because the stream breaks there. */
  readonly breakAfterChunks: number;
  readonly crlf: boolean;
  readonly noSpace: boolean;
};

/** A ready write and how far the answer is after it. */
export type EncodedWrite = { readonly data: string; readonly tokens: number; readonly chunks: number };

/** Usage in the shape of the OpenAI interface. */
export function usageFields(usage: Usage, outputTokens = usage.outputTokens): Readonly<Record<string, unknown>> {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: outputTokens,
    total_tokens: usage.promptTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: { reasoning_tokens: Math.min(usage.reasoningTokens, outputTokens) },
  };
}

/** Builds event-stream text for one answer. */
export class AnswerEncoder {
  private readonly style: AnswerStyle;
  private readonly text: AnswerText;
  private tokens = 0;
  private chunks = 0;

  constructor(style: AnswerStyle, text: AnswerText) {
    this.style = style;
    this.text = text;
  }

  /** One server-sent event. */
  event(data: string): string {
    const end = this.style.crlf ? '\r\n' : '\n';
    return `data:${this.style.noSpace ? '' : ' '}${data}${end}${end}`;
  }

  /** A comment, which clients must ignore. */
  comment(text: string): string {
    const end = this.style.crlf ? '\r\n' : '\n';
    return `: ${text}${end}${end}`;
  }

  /** The first chunk of a chat answer, without content; empty for a plain completion. */
  role(): string {
    return this.style.endpoint === 'chat' ? this.chunk({ delta: { role: 'assistant', content: '' } }, null) : '';
  }

  /** The next content write, or null after the last token. */
  next(): EncodedWrite | null {
    let data = '';
    for (let i = 0; i < this.style.chunksPerWrite && this.tokens < this.style.usage.outputTokens; i += 1) {
      if (i > 0 && this.chunks === this.style.breakAfterChunks) break;
      data += this.contentChunk();
    }
    return data === '' ? null : { data, tokens: this.tokens, chunks: this.chunks };
  }

  /** The chunk with the finish reason. */
  finish(reason: string): string {
    return this.chunk(this.style.endpoint === 'chat' ? { delta: {} } : { text: '' }, reason);
  }

  /** The chunk with usage and no choices. */
  usage(): string {
    return this.event(JSON.stringify({ ...this.envelope(), choices: [], usage: usageFields(this.style.usage) }));
  }

  private contentChunk(): string {
    const { reasoningTokens, outputTokens } = this.style.usage;
    const reasoning = this.tokens < reasoningTokens;
    const end = Math.min(this.tokens + this.style.tokensPerChunk, reasoning ? reasoningTokens : outputTokens);
    let words = '';
    for (; this.tokens < end; this.tokens += 1) words += this.text.next();
    this.chunks += 1;
    if (this.style.endpoint === 'completion') return this.chunk({ text: words }, null);
    return this.chunk({ delta: reasoning ? { reasoning_content: words } : { content: words } }, null);
  }

  private chunk(body: Readonly<Record<string, unknown>>, finishReason: string | null): string {
    const choices = [{ index: 0, ...body, logprobs: null, finish_reason: finishReason }];
    const { continuousUsage, usage } = this.style;
    const running = continuousUsage ? { usage: usageFields(usage, this.tokens) } : {};
    return this.event(JSON.stringify({ ...this.envelope(), choices, ...running }));
  }

  private envelope(): Readonly<Record<string, unknown>> {
    const { id, created, model, endpoint } = this.style;
    return { id, object: endpoint === 'chat' ? 'chat.completion.chunk' : 'text_completion', created, model };
  }
}
