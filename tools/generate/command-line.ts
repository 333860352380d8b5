/** A command line as a program and its arguments. */
export interface CommandLine {
  readonly program: string
  readonly args: readonly string[]
}

/** Programs that pages may show and that are run. Nothing else is, and nothing goes through a shell. */
const RUN = new Set(['namescope', 'curl', 'dig'])

/** Programs that pages may show and that are only looked at: `npm` for the scripts that it names. */
const SHOWN = new Set(['npm', 'git', 'cd', 'docker', 'kubectl'])

/**
 * Reads a command as a shell would where it has no variables, globs, redirections or pipes.
 * @throws Error that says which part may not stand in a page
 */
export function parseCommandLine(command: string): CommandLine {
  const words: string[] = []
  const pattern = /\s*(?:((?:[^\s'"\\|&;<>$`*?(){}]|\\.|'[^']*'|"(?:[^"\\$`]|\\.)*")+)|(\S))/gy
  for (let match = pattern.exec(command); match !== null; match = pattern.exec(command)) {
    if (match[2] !== undefined)
      throw new Error(`"${match[2]}" needs a shell, which commands in pages do not have: ${command}`)
    words.push(unquoted(match[1]!))
  }
  const [program = '', ...args] = words[0] === 'npx' ? words.slice(1) : words
  if (!RUN.has(program) && !SHOWN.has(program)) throw new Error(`pages do not show ${program}: ${command}`)
  return { program, args }
}

/** True when the command is to be run, false when it is only shown. */
export function isRun({ program }: CommandLine): boolean {
  return RUN.has(program)
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replace(/\\(.)/g, '$1') ?? escaped ?? '',
  )
}
