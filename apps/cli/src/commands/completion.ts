import { Argument, type Command } from 'commander'
import type { Run } from '../run.js'

const EXAMPLES = `
Examples:
  # for this shell
  source <(namescope completion bash)

  # for every zsh
  namescope completion zsh >> ~/.zshrc`

/** `namescope completion bash|zsh` */
export function defineCompletion(program: Command, { io }: Run): void {
  program
    .command('completion')
    .description('Print a script that completes commands, flags and their values.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh']))
    .addHelpText('after', EXAMPLES)
    .action((shell: string) => io.stdout.write(shell === 'zsh' ? ZSH_HEAD + bashScript(program) : bashScript(program)))
}

/** zsh understands completions written for bash. */
const ZSH_HEAD = 'autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n'

/**
 * Everything is known beforehand, so that completing never runs the program: the words to offer hang on the command so far, and
 * on the flag before the cursor where that has a list of values. Elsewhere the shell offers files.
 */
function bashScript(program: Command): string {
  const commands = withPaths(program, '')
  return `_namescope() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${commands.map(({ path }) => `      "${path}") path="${path}" ;;`).join('\n')}
    esac
  done
  case "$path $previous" in
${commands.flatMap(({ path, command }) => valueCases(path, command)).join('\n')}
    *)
      case "$path" in
${commands.map(({ path, command }) => `        "${path}") words="${wordsOf(command).join(' ')}" ;;`).join('\n')}
        *) words="${wordsOf(program).join(' ')}" ;;
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _namescope namescope
`
}

/** Every command below one, by the words that lead to it, each with a blank ahead: ` snapshot create`. */
function withPaths(command: Command, path: string): { path: string; command: Command }[] {
  return command.commands.flatMap((child) => {
    const childPath = `${path} ${child.name()}`
    return [{ path: childPath, command: child }, ...withPaths(child, childPath)]
  })
}

function valueCases(path: string, command: Command): string[] {
  return command.options.flatMap(({ argChoices, short, long }) =>
    argChoices === undefined
      ? []
      : [short, long].flatMap((flag) =>
          flag == null ? [] : `    "${path} ${flag}") words="${argChoices.join(' ')}" ;;`,
        ),
  )
}

function wordsOf(command: Command): string[] {
  const flags = command.options.filter(({ hidden }) => !hidden).map(({ long }) => long)
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  return [...command.commands.map((child) => child.name()), ...choices, ...flags, '--help'].filter(
    (word) => word != null,
  )
}
