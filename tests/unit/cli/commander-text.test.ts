/** Whatever commander or the simulator's options complain about is told in Chinese: each of its codes, made by the real program. */
import { Command, CommanderError, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { commanderText } from '../../../src/cli/commander-text.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { createTranslate } from '../../../src/shared/i18n/index.ts'

async function complaintOf(argv: readonly string[], program = createProgram('zh-CN')): Promise<CommanderError> {
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} })
  const thrown: unknown = await program.parseAsync(argv, { from: 'user' }).then(() => null, (error: unknown) => error)
  if (!(thrown instanceof CommanderError)) throw new Error(`no complaint of commander: ${String(thrown)}`)
  return thrown
}

const cases: readonly (readonly [readonly string[], string, string])[] = [
  [['list', '--frobnicate'], 'commander.unknownOption', '错误：未知选项“--frobnicate”'],
  [['list', '--jsom', 'x'], 'commander.unknownOption', '是否想输入 --json？'],
  [['lisst'], 'commander.unknownCommand', '错误：未知命令“lisst”\n是否想输入 list？'],
  [['show'], 'commander.missingArgument', '错误：缺少必需的参数“id”'],
  [['list', '--json'], 'commander.optionMissingArgument', '错误：选项“--json <file>”缺少值'],
  [['run'], 'commander.missingMandatoryOptionValue', '错误：未给出必需的选项“--url <url>”'],
  [['list', 'a'], 'commander.excessArguments', '错误：参数过多：应有 0 个，收到 1 个'],
  [['list', '--lang', 'fr'], 'commander.invalidArgument', '错误：选项“--lang <language>”的值“fr”无效。应为以下之一：en, zh-CN'],
  [['sim', '--port', 'x'], 'commander.invalidArgument', '错误：选项“--port <n>”的值“x”无效。应为数字。'],
  [['sim', '--emulate', 'x'], 'commander.invalidArgument', '无效。应为以下之一：ollama, llama.cpp, responses, anthropic'],
  [['sim', '--noise', 'x'], 'commander.invalidArgument', '无效。应为以下之一：low, medium, high'],
  [['sim', '--fault', 'x'], 'commander.error', '错误：未知故障“x”；可用的有：html'],
  [['sim', '--fault', 'die-after=x'], 'commander.error', '错误：故障“die-after”：应为'],
  [['sim', '--script', '/nowhere/x.json'], 'commander.error', '错误：文件不存在：/nowhere/x.json'],
]

describe('a complaint in Chinese', () => {
  it.each(cases)('%j is %s: %s', async (argv, code, text) => {
    const error = await complaintOf(argv)
    expect(error.code).toBe(code)
    const said = commanderText(error, createTranslate('zh-CN'))
    expect(said).toContain(text)
    expect(said).toContain('（--help 列出全部选项）')
    expect(said).not.toMatch(/unknown|missing|must be|needs a|Did you mean|^error/)
  })

  it('also of options that exclude each other and of arguments with choices', async () => {
    const conflicting = new Command('x').exitOverride().addOption(new Option('--a').conflicts('b')).option('--b').action(() => {})
    expect(commanderText(await complaintOf(['--a', '--b'], conflicting), createTranslate('zh-CN'))).toContain('选项“--a”不能与选项“--b”同用')
    const chosen = new Command('x').exitOverride().addArgument(new Command().createArgument('<kind>').choices(['p', 'q'])).action(() => {})
    expect(commanderText(await complaintOf(['z'], chosen), createTranslate('zh-CN'))).toContain('参数“kind”的值“z”无效。应为以下之一：p, q')
  })

  it.each([
    ['error: slots must be a number from 1 to 4096', 'slots 应为 1 到 4096 的数'], ['error: gapMs must be a whole number', 'gapMs 应为整数'], ['error: script must be an object', 'script 应为对象'],
    ['error: host must be one of 127.0.0.1, ::1: the simulator is for this machine only', 'host 应为以下之一：127.0.0.1, ::1；模拟器只供本机使用'],
    ['error: unknown scenario "x"; known: a, b', '未知场景“x”；可用的有：a, b'], ['error: gapsMs may have at most 99 entries', 'gapsMs 至多 99 项'],
    ['error: error.kind must be one of reset or http-4xx, http-5xx', 'error.kind 应为以下之一：reset or http-4xx, http-5xx'], ['error: Unexpected token x in JSON', '不是 JSON：Unexpected token x in JSON'],
    ['error: fault "die-after": needs a number from 0 to 9', '故障“die-after”：应为 0 到 9 的数'], ['something new', 'something new'],
  ])('%s', (message, text) => {
    expect(commanderText({ message }, createTranslate('zh-CN'))).toContain(text)
  })
})

it('is told in English with the same help', async () => {
  expect(commanderText(await complaintOf(['list', '--jsom', 'x']), createTranslate('en'))).toBe("error: unknown option '--jsom'\nDid you mean --json?\n(--help lists the options)")
})
