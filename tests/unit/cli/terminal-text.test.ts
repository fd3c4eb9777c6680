/** Names and messages of sessions and servers: no line, colour or cursor movement of their own on the terminal. */
import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../../../src/cli/argument-error.ts'
import { messageOf } from '../../../src/cli/host.ts'
import { oneLine, safeForTerminal, summaryText } from '../../../src/cli/summary.ts'
import { analyseSession } from '../../../src/core/analysis/index.ts'
import { storedSession } from '../../../src/shared/schema/export/stored.ts'
import { readRealSession } from '../../support/real-session.ts'

const evil = 'nice\nFAKE  completed  0 % failed\u001B[2J\u001B]0;title\u0007\r\u0085x\u2028y\u202Ez'

describe('text from outside', () => {
  it('stays on its line', () => {
    expect(oneLine(evil)).toMatch(/^nice FAKE {2}completed/)
    // eslint-disable-next-line no-control-regex
    expect(oneLine(evil)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202E]/)
    // eslint-disable-next-line no-control-regex
    expect(safeForTerminal(evil)).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
  })

  it('adds no line to a summary, by the name of a session', () => {
    const document = readRealSession('llamacpp-two-slots')
    const lines = (name: string): readonly string[] => {
      const read = storedSession({ ...document, session: { ...document.session, name } })
      if (!('session' in read)) throw new Error(JSON.stringify(read.issues))
      return summaryText({ meta: read.session.meta, analysis: analyseSession(read.session) }, 'en').split('\n')
    }
    expect(lines(evil)).toHaveLength(lines('nice').length)
    expect(lines(evil).filter((line) => line.startsWith('FAKE'))).toEqual([])
  })

  it('adds none to a complaint', () => {
    expect(messageOf({ code: 'db/broken', detail: evil }, 'en').split('\n')).toHaveLength(2)
    expect(new ArgumentError('unknownModel', { wished: evil, models: evil }).message).not.toContain('\n')
  })
})
