/** A command that a page tells the reader to run. */
export interface ShownCommand {
  /** As one line: continuation lines joined. */
  readonly command: string
  /** Counts from 1. */
  readonly line: number
}

/** A place where the output of a command stands: after a comment `<!-- output of: COMMAND -->`, in the next fence. */
export interface ShownOutput {
  readonly command: string
  readonly line: number
  /** What stands there now, without the fences, with its final line break. */
  readonly text: string
  /** Where the text stands in the page, in characters. */
  readonly start: number
  readonly end: number
}

const FENCE = /^```([^\n`]*)\n([\s\S]*?)^```[ \t]*$/gm
const OUTPUT = /^<!-- output of: (.+?) -->\n\n?```[^\n`]*\n([\s\S]*?)^```[ \t]*$/gm

/**
 * The commands in the page's `sh` and `console` fences. In `console` only the lines after `$ ` are commands. A fence that says
 * `no-run` after its language is for reading only.
 */
export function shownCommands(page: string): ShownCommand[] {
  const commands: ShownCommand[] = []
  for (const match of page.matchAll(FENCE)) {
    const [language = '', ...words] = match[1]!.trim().split(/\s+/)
    if ((language !== 'sh' && language !== 'console') || words.includes('no-run')) continue
    const first = lineAt(page, match.index) + 1
    let command = ''
    let start = 0
    for (const [index, line] of match[2]!.split('\n').entries()) {
      if (command === '') {
        if (language === 'console' && !line.startsWith('$ ')) continue
        if (line.trim() === '' || line.startsWith('#')) continue
        start = first + index
      }
      command += language === 'console' ? line.replace(/^[$>] /, '') : line
      if (command.endsWith('\\')) {
        command = command.slice(0, -1)
        continue
      }
      commands.push({ command: command.trim(), line: start })
      command = ''
    }
  }
  return commands
}

export function shownOutputs(page: string): ShownOutput[] {
  return [...page.matchAll(OUTPUT)].map((match) => {
    const text = match[2]!
    const end = match.index + match[0].lastIndexOf('```')
    return { command: match[1]!, line: lineAt(page, match.index), text, start: end - text.length, end }
  })
}

/** The page with other texts in its output fences, in the order of `shownOutputs`. */
export function withOutputs(page: string, texts: readonly string[]): string {
  let result = ''
  let from = 0
  for (const [index, { start, end }] of shownOutputs(page).entries()) {
    result += page.slice(from, start) + texts[index]
    from = end
  }
  return result + page.slice(from)
}

function lineAt(page: string, offset: number): number {
  return page.slice(0, offset).split('\n').length
}
