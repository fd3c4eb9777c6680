/** Help in the language that was asked for: English stands beside each option, the Chinese catalogue is held to it by a test. */
import type { Argument, Command, Help, Option } from 'commander'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import zhHelp from '../shared/i18n/zh-CN/help.json' with { type: 'json' }

type Words = Readonly<Record<string, string>>
const chinese: Readonly<Record<string, Words>> = zhHelp

/** A character that takes two columns of a terminal. */
const wide = /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u
/** What must not begin a line. */
const closing = /^[，。；：、）”？！]/u

function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0)
}

/** Chinese has no spaces: a line may end between any two of its characters, and elsewhere at spaces only. */
function brokenLines(text: string, width: number): string {
  const pieces = text.match(/[\u2E80-\uA4CF\uF900-\uFAFF\uFF00-\uFFEF][，。；：、）”？！]*|[^\s\u2E80-\uA4CF\uF900-\uFAFF\uFF00-\uFFEF]+|\s+/gu) ?? []
  const lines = ['']
  for (const piece of pieces) {
    const line = lines.at(-1)!
    if (columnsOf(line + piece.trimEnd()) <= width || line === '' || closing.test(piece)) lines[lines.length - 1] = line + piece
    else lines.push(piece.trimStart())
  }
  return lines.map((line) => line.trimEnd()).join('\n')
}

function keyOf(item: Option | Argument | Command): string {
  return 'flags' in item ? (item.long ?? item.flags) : item.name()
}

/** The Chinese of an option, an argument or a subcommand of this command; null where the catalogue has none. */
export function chineseOf(command: string, item: Option | Argument | Command): string | null {
  return chinese[command]?.[keyOf(item)] ?? chinese['common']?.[keyOf(item)] ?? null
}

function chineseExtras({ argChoices, defaultValue, defaultValueDescription, ...item }: Option | Argument): string {
  const choices = argChoices === undefined ? [] : [`可选：${argChoices.join('、')}`]
  const takesValue = !('flags' in item) || item.required || item.optional
  const isShown = defaultValue !== undefined && takesValue
  const usual = defaultValueDescription === 'from the environment' ? '取自环境变量' : defaultValueDescription ?? JSON.stringify(defaultValue)
  const extras = [...choices, ...(isShown ? [`默认：${usual}`] : [])]
  return extras.length === 0 ? '' : `（${extras.join('；')}）`
}

const chineseUsage = (text: string): string => text.replace('[options]', '[选项]').replace('[command]', '[命令]')

function chineseHelp(command: Command, usual: Help): Partial<Help> {
  const t = createTranslate('zh-CN')
  const name = command.name()
  const about = (of: Command): string => chinese[of.name()]?.['about'] ?? chinese['common']?.[of.name()] ?? of.description()
  return {
    styleTitle: (title) => t(`cli:title.${title.replace(':', '')}`),
    commandUsage: (of) => chineseUsage(usual.commandUsage(of)),
    commandDescription: about,
    subcommandDescription: about,
    subcommandTerm: (of) => chineseUsage(usual.subcommandTerm(of)),
    optionDescription: (option) => `${chineseOf(name, option) ?? option.description}${chineseExtras(option)}`,
    argumentDescription: (argument) => `${chineseOf(name, argument) ?? argument.description}${chineseExtras(argument)}`,
    displayWidth: (text) => columnsOf(text),
    boxWrap: brokenLines,
  }
}

/** Lets the help of this command speak the language. */
export function speakHelp(command: Command, language: Language): void {
  if (language === 'zh-CN') command.configureHelp(chineseHelp(command, command.createHelp()))
}
