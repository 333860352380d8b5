import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCommandLine } from './command-line.js'
import { startDemoServer, type DemoServer } from './demo-server.js'
import { shownOutputs, withOutputs } from './markdown-commands.js'
import { needsServer, NO_SUCH_PROGRAM, runCommand, type CommandResult } from './run-command.js'

/** Runs the commands of pages; starts the server when the first one needs it. */
export class PageCommands {
  #server: Promise<DemoServer> | undefined

  constructor(private readonly root: string) {}

  async run(command: string): Promise<CommandResult> {
    const line = parseCommandLine(command)
    return runCommand(
      this.root,
      line,
      needsServer(line) ? await (this.#server ??= startDemoServer(this.root)) : undefined,
    )
  }

  async stop(): Promise<void> {
    await (await this.#server)?.stop()
  }
}

/** The pages that show commands: the README and `docs/`, the generated reference aside. */
export async function pagesWithCommands(root: string): Promise<string[]> {
  const files = await readdir(join(root, 'docs'), { recursive: true })
  const pages = files.filter((file) => file.endsWith('.md') && !file.startsWith('reference'))
  return ['README.md', 'CONTRIBUTING.md', ...pages.sort().map((file) => `docs/${file.replaceAll('\\', '/')}`)]
}

/** The text of a page; a page that is not there is empty. */
export async function pageText(root: string, path: string): Promise<string> {
  return readFile(join(root, path), 'utf8').catch(() => '')
}

/**
 * True when a command did what its page promises. Exit code 1 of ours says, in its output, that there are differences or no data.
 * A program that this machine does not have is no fault of the page.
 */
export function worked(command: string, { code, stdout }: CommandResult): boolean {
  if (code === 0) return true
  return parseCommandLine(command).program === 'namescope' ? code === 1 && stdout !== '' : code === NO_SUCH_PROGRAM
}

/**
 * The page with the output of its commands as it is now.
 * @throws Error with what the command said, when one of them fails
 */
export async function filledPage(page: string, commands: PageCommands): Promise<string> {
  const texts: string[] = []
  for (const { command, text } of shownOutputs(page)) {
    const result = await commands.run(command)
    if (!worked(command, result)) throw new Error(`${command}\nfailed with exit code ${result.code}\n${result.stderr}`)
    const now = shownText(result)
    texts.push(result.code === NO_SUCH_PROGRAM || sameButForTime(now, text) ? text : now)
  }
  return withOutputs(page, texts)
}

/** What a reader sees after a command: its output, and what it says on the error stream where there is no output. */
export function shownText({ stdout, stderr }: CommandResult): string {
  const text = stdout === '' ? stderr : stdout
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** True when two outputs say the same but for what is another on every run: moments, ages, sizes, and the widths that follow. */
export function sameButForTime(one: string, other: string): boolean {
  return timeless(one) === timeless(other)
}

function timeless(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>')
    .replace(/\b1\d{12}\b|(?<=^;; WHEN: ).*/gm, '<time>')
    .replace(/(?<=\bid: |^;; Query time: )\d+/gm, '<number>')
    .replace(/\d+(\.\d+)? [KMG]iB\b/g, '<size>')
    .replace(/\b(\d+y)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?\b/g, (age) => (age === '' ? '' : '<age>'))
    .replace(/[ \t]+/g, ' ')
}
