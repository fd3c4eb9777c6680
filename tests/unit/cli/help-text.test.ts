/** The Chinese help against the English that stands in the code: nothing is missing, nothing is left over, the numbers agree. */
import type { Argument, Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { chineseOf } from '../../../src/cli/help-text.ts'
import { createProgram } from '../../../src/cli/program.ts'
import zhHelp from '../../../src/shared/i18n/zh-CN/help.json' with { type: 'json' }

const program = createProgram('zh-CN')
const commands = [program, ...program.commands]
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = zhHelp
const itemsOf = (command: Command): readonly (Option | Argument)[] => [...command.options, ...command.registeredArguments]
const nameOf = (item: Option | Argument): string => ('flags' in item ? (item.long ?? item.flags) : item.name())
const all = commands.flatMap((command) => itemsOf(command).map((item) => [command.name(), nameOf(item), item.description, item] as const))
/** Numbers and what is typed as it stands: names of options, variables and files. */
const literals = (text: string): readonly string[] => [...new Set(text.match(/(?<![a-z])--[a-z][a-z-]+|[A-Z_]{4,}|\d+(?:[.:*/-]\d+)*|[a-z]+:[\d.]+/g) ?? [])]

describe('the Chinese help', () => {
  it.each(all)('of %s %s has the same numbers and names as “%s”', (command, _name, english, item) => {
    const chinese = chineseOf(command, item)
    expect(chinese).toMatch(/\p{Script=Han}|openai/u)
    const said = english.replace(' (default 12 when no limit is given)', ' 12').replace('no-', '')
    expect(literals(said).filter((literal) => !(chinese ?? '').includes(literal))).toEqual([])
  })

  it('has no text for what does not exist', () => {
    const known = new Set([...commands.map((command) => `${command.name()} about`), ...all.map(([command, name]) => `${command} ${name}`), ...all.map(([, name]) => `common ${name}`), 'common help', 'common --help'])
    expect(Object.entries(words).flatMap(([command, texts]) => Object.keys(texts).map((name) => `${command} ${name}`)).filter((key) => !known.has(key))).toEqual([])
  })

  it.each(commands.map((command) => [command.name(), command] as const))('of %s has no English heading, and lines of at most 80 columns that no closing mark begins', (_, command) => {
    const help = command.configureHelp({ ...command.configureHelp(), helpWidth: 80 }).helpInformation()
    expect(help).not.toMatch(/Usage|Options|Arguments|Commands|\[options\]|\[command\]|default|choices|display help/)
    expect(help).toContain('用法：')
    expect(help.split('\n').filter((line) => /^\s*[，。；：、）”？！]/u.test(line))).toEqual([])
    const columns = (line: string): number => Array.from(line).reduce((sum, character) => sum + (/[\u2E80-\uA4CF\uFF00-\uFFEF]/u.test(character) ? 2 : 1), 0)
    // A closing mark may hang over, and a path cannot be broken.
    expect(help.split('\n').filter((line) => columns(line) > 84 && !line.includes('sqlite'))).toEqual([])
  })
})

it('leaves the English help as commander makes it', () => {
  const english = createProgram('en')
  expect(english.helpInformation()).toMatch(/^Usage: dyno \[options\] \[command\]/)
})
