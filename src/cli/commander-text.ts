/** Commander's own complaints, and those of the simulator's options, in the language that was asked for. */
import type { CommanderError } from 'commander'
import type { Translate } from '../shared/i18n/index.ts'

/** How a message is recognised, and the names of what it tells, in the order of its groups. */
interface Pattern {
  readonly key: string
  readonly test: RegExp
  readonly names: readonly string[]
}

const pattern = (key: string, test: RegExp, ...names: readonly string[]): Pattern => ({ key, test, names })

/** Without the `error: ` that all of them begin with. */
const patterns: readonly Pattern[] = [
  pattern('unknownOption', /^unknown option '([\s\S]*)'$/, 'name'),
  pattern('unknownCommand', /^unknown command '([\s\S]*)'$/, 'name'),
  pattern('missingArgument', /^missing required argument '(.*)'$/, 'name'),
  pattern('optionMissingArgument', /^option '(.*)' argument missing$/, 'name'),
  pattern('missingMandatoryOptionValue', /^required option '(.*)' not specified$/, 'name'),
  pattern('conflictingOption', /^option '(.*)' cannot be used with option '(.*)'$/, 'name', 'other'),
  pattern('excessArguments', /^too many arguments(?: for '.*')?\. Expected (\d+) arguments? but got (\d+)\.$/, 'expected', 'got'),
  pattern('invalidOption', /^option '([^']*)' argument '([\s\S]*)' is invalid\. ([\s\S]*)$/, 'name', 'value', 'reason'),
  pattern('invalidCommandArgument', /^command-argument value '([\s\S]*)' is invalid for argument '([^']*)'\. ([\s\S]*)$/, 'value', 'name', 'reason'),
  pattern('choices', /^(?:Allowed choices are|It must be one of) (.*)\.$/, 'choices'),
  pattern('number', /^It must be a number\.$/),
  pattern('loopback', /^host must be one of (.*): the simulator is for this machine only$/, 'choices'),
  pattern('errorKind', /^error\.kind must be one of (.*)$/, 'choices'),
  pattern('entries', /^gapsMs may have at most (.*) entries$/, 'max'),
  pattern('unknownFault', /^unknown fault "([\s\S]*)"; known: (.*)$/, 'name', 'choices'),
  pattern('unknownScenario', /^unknown scenario "([\s\S]*)"; known: (.*)$/, 'name', 'choices'),
  pattern('fault', /^fault "([^"]*)": ([\s\S]*)$/, 'name', 'reason'),
  pattern('needsNumber', /^needs a number from (.*) to (.*)$/, 'min', 'max'),
  pattern('needsWholeNumber', /^needs a whole number$/),
  pattern('range', /^(.*) must be a number from (.*) to (.*)$/, 'name', 'min', 'max'),
  pattern('wholeNumber', /^(.*) must be a whole number$/, 'name'),
  pattern('object', /^(.*) must be an object$/, 'name'),
  pattern('noFile', /^ENOENT: no such file or directory, open '([\s\S]*)'$/, 'file'),
  pattern('json', /^([\s\S]* (?:in JSON|JSON input|valid JSON)[\s\S]*)$/, 'reason'),
]

function inWords(message: string, t: Translate): string {
  for (const { key, test, names } of patterns) {
    const groups = test.exec(message)?.slice(1)
    if (groups === undefined) continue
    const params = Object.fromEntries(names.map((name, i) => [name, groups[i] ?? '']))
    return t(`cli:commander.${key}`, params['reason'] === undefined || key === 'json' ? params : { ...params, reason: inWords(params['reason'], t) })
  }
  return message
}

/** What was wrong, with what may have been meant; a message that is not known stays as it is. */
export function commanderText({ message }: Pick<CommanderError, 'message'>, t: Translate): string {
  const [, problem = message, names] = /^error: ([\s\S]*?)(?:\n\(Did you mean (?:one of )?([^\n]*)\?\))?$/.exec(message) ?? []
  const hint = names === undefined ? [] : [t('cli:commander.didYouMean', { names })]
  return [t('cli:commander.error', { message: inWords(problem, t) }), ...hint, t('cli:commander.help')].join('\n')
}
