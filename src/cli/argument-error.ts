/** A wrong argument as a key of the catalogue and its parameters, so that it is told in the language that was asked for. */
import { createTranslate, languages, type Language, type Translate } from '../shared/i18n/index.ts'
import type words from '../shared/i18n/en/cli.json'
import { issueTexts, type SchemaIssue } from '../shared/schema/issues.ts'
import { oneLine } from './summary.ts'
import { CliError, exitCodes, type ExitCode } from './exit-codes.ts'

export type ArgumentKey = keyof typeof words.argument
/** A value in words of its own is asked for them in the language. */
type Params = Readonly<Record<string, string | number | ((t: Translate) => string)>>

/** Its `message` is English. */
export class ArgumentError extends CliError {
  readonly key: ArgumentKey
  readonly params: Params
  readonly option: string | null

  /** `option`: whose value is wrong, where the words don't name it. */
  constructor(key: ArgumentKey, params: Params = {}, option: string | null = null, exitCode: ExitCode = exitCodes.badArguments) {
    super(textOf(key, params, option, 'en'), exitCode)
    this.key = key
    this.params = params
    this.option = option
  }

  inWords(language: Language): string {
    return textOf(this.key, this.params, this.option, language)
  }
}

function textOf(key: ArgumentKey, params: Params, option: string | null, language: Language): string {
  const t = createTranslate(language)
  const problem = t(`cli:argument.${key}`, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? value : oneLine(typeof value === 'function' ? value(t) : value)])))
  return option === null ? problem : t('cli:argument.ofOption', { option, problem })
}

/** What is wrong with a document, for an error's parameters. */
export function issuesIn(issues: readonly SchemaIssue[]): (t: Translate) => string {
  return (t) => issueTexts(issues, t).join('; ')
}

/** A parser of option values whose complaints name the option. */
export function named<Args extends readonly unknown[], Value>(option: string, parse: (...args: Args) => Value): (...args: Args) => Value {
  return (...args) => {
    try {
      return parse(...args)
    } catch (error) {
      throw error instanceof ArgumentError ? new ArgumentError(error.key, error.params, option) : error
    }
  }
}

/** The language that `--lang` asks for, wherever it stands: a wrong option before it is told in it too. */
export function askedLanguage(argv: readonly string[], usual: Language): Language {
  const joined = argv.findLast((word) => word.startsWith('--lang='))?.slice('--lang='.length)
  const wish = joined ?? argv[argv.lastIndexOf('--lang') + 1]
  return argv.includes('--lang') || joined !== undefined ? languages.find((language) => language === wish) ?? usual : usual
}
