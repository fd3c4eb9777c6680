/** The built-in prompts: a dozen for each purpose and language, written for this project. */
import type { PromptSetName } from '../../model/prompt-set.ts'
import type { PromptItem } from '../message.ts'
import chatEn from './chat-en.json' with { type: 'json' }
import chatZh from './chat-zh.json' with { type: 'json' }
import codeEn from './code-en.json' with { type: 'json' }
import codeZh from './code-zh.json' with { type: 'json' }
import ragEn from './rag-en.json' with { type: 'json' }
import ragZh from './rag-zh.json' with { type: 'json' }
import reasonEn from './reason-en.json' with { type: 'json' }
import reasonZh from './reason-zh.json' with { type: 'json' }
import summariseEn from './summarise-en.json' with { type: 'json' }
import summariseZh from './summarise-zh.json' with { type: 'json' }

/** Turns of each conversation; documents are kept apart from what is asked about them. */
interface Entry {
  readonly document?: string
  readonly turns: readonly string[]
}

const sets: Readonly<Record<PromptSetName, readonly Entry[]>> = {
  'chat-en': chatEn, 'rag-en': ragEn, 'code-en': codeEn, 'summarise-en': summariseEn, 'reason-en': reasonEn,
  'chat-zh': chatZh, 'rag-zh': ragZh, 'code-zh': codeZh, 'summarise-zh': summariseZh, 'reason-zh': reasonZh,
}

export function promptSet(name: PromptSetName): readonly PromptItem[] {
  return sets[name].map(({ document, turns: [first = '', ...followUps] }) => ({
    messages: [{ role: 'user', content: document === undefined ? first : `${document}\n\n${first}` }],
    followUps,
    outputTokens: null,
  }))
}
