import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { NamescopeError } from '#libs/errors'
import type { TokenRegistry } from './authenticator.js'
import type { Caller } from './caller.js'
import { findCaller, parseTokenList, type TokenEntry } from './token-list.js'

/** Where the file tells people what happened to it. */
export interface TokenFileLog {
  info(message: string): void
  error(message: string): void
}

/**
 * How often the file is looked at, in milliseconds. It is small and its text is compared, which misses nothing: neither atomic
 * replacements, nor ConfigMap mounts, nor two edits within the resolution of file times.
 */
const POLL_INTERVAL = 1000

/** The token file: read again when it changes. A broken edit is reported, and the last good list stays. */
export class TokenFile implements TokenRegistry {
  private entries: readonly TokenEntry[]
  /** The text last looked at, good or not; `undefined` while there is no file. */
  private seen: string | undefined
  private readonly timer: NodeJS.Timeout

  /**
   * Opens the file; a missing one is created, with one random token for everything.
   * @throws NamescopeError `invalid-configuration` for a file that can't be read, created or understood
   */
  constructor(
    private readonly path: string,
    private readonly log: TokenFileLog,
    pollInterval = POLL_INTERVAL,
  ) {
    this.seen = this.readOrCreate()
    this.entries = this.parse(this.seen)
    this.timer = setInterval(() => void this.look(), pollInterval).unref()
  }

  find(token: string): Caller | undefined {
    return findCaller(this.entries, token)
  }

  close(): void {
    clearInterval(this.timer)
  }

  private async look(): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined)
    if (text === this.seen) return
    this.seen = text
    try {
      if (text === undefined) throw new Error(`The token file ${this.path} can't be read any more.`)
      this.entries = this.parse(text)
      this.log.info(`The token file ${this.path} was read again; it has ${this.entries.length} tokens.`)
    } catch (error) {
      this.log.error(`${(error as Error).message} The tokens last read stay valid.`)
    }
  }

  private readOrCreate(): string {
    try {
      return readFileSync(this.path, 'utf8')
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? this.create() : this.refuse(error)
    }
  }

  private create(): string {
    const token = randomBytes(32).toString('base64url')
    const text = `# NAME TOKEN NAMESPACES (comma separated; * is all)\nadmin ${token} *\n`
    try {
      mkdirSync(dirname(this.path), { recursive: true })
      writeFileSync(this.path, text, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      return this.refuse(error)
    }
    this.log.info(`A token for everything was written to ${this.path}.`)
    return text
  }

  private parse(text: string): readonly TokenEntry[] {
    try {
      return parseTokenList(text, this.path)
    } catch (error) {
      const { code, message, place } = error as NamescopeError
      throw new NamescopeError(code, `${this.path}:${place.line}: ${message}`, place)
    }
  }

  private refuse(error: unknown): never {
    const message = `The token file ${this.path} can't be used: ${(error as Error).message}.`
    throw new NamescopeError('invalid-configuration', message, { file: this.path }, { cause: error })
  }
}
