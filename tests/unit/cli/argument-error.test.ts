/** Wrong arguments are told in the language that was asked for, with the option that they belong to. */
import { describe, expect, it } from 'vitest'
import { ArgumentError, askedLanguage, named } from '../../../src/cli/argument-error.ts'
import { exitCodes } from '../../../src/cli/exit-codes.ts'
import { wholeNumber } from '../../../src/cli/options.ts'
import en from '../../../src/shared/i18n/en/cli.json' with { type: 'json' }
import zh from '../../../src/shared/i18n/zh-CN/cli.json' with { type: 'json' }

function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  return null
}

describe('a wrong argument', () => {
  it('is told in both languages, with its option', () => {
    const error = thrownBy(() => named('--turns', wholeNumber(2, 100))('1'))
    if (!(error instanceof ArgumentError)) throw new Error('not refused')
    expect(error.exitCode).toBe(exitCodes.badArguments)
    expect(error.message).toBe('--turns: expected a whole number from 2 to 100, got "1" (--help lists the options)')
    expect(error.inWords('zh-CN')).toBe('--turns：应为 2 到 100 的整数，收到“1”（--help 列出全部选项）')
  })

  it('leaves other values and other errors as they are', () => {
    expect(named('--turns', wholeNumber(2, 100))('7')).toBe(7)
    expect(thrownBy(() => named('--x', () => { throw new RangeError('other') })())).toBeInstanceOf(RangeError)
  })

  it('has the same parameters in both languages', () => {
    const paramsOf = (text: string): readonly string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).toSorted()
    const words: Readonly<Record<string, string>> = zh.argument
    for (const [key, text] of Object.entries(en.argument)) expect([key, ...paramsOf(words[key] ?? '')]).toEqual([key, ...paramsOf(text)])
  })
})

it.each([
  [[], 'en'], [['run', '--lang', 'zh-CN', '--rate', '0'], 'zh-CN'], [['--rate', '0', '--lang=zh-CN'], 'zh-CN'], [['--lang', 'fr'], 'en'], [['--lang'], 'en'],
] as const)('the language of %j', (argv, language) => {
  expect(askedLanguage(argv, 'en')).toBe(language)
})
