import { fault, type CorefileFault } from '../problem.js'
import type { CorefilePlace } from '../settings.js'
import { replaceEnvironment, type EnvironmentLookup } from './environment.js'
import { tokenize, type Token } from './lexer.js'
import { TokenStream } from './token-stream.js'

/** A server block before its plugins are read. */
export interface BlockSyntax {
  /** The words ahead of the brace, commas taken off. */
  readonly keys: readonly Token[]
  /** All words of each directive, its name first each time, in the order of the names' first use. */
  readonly directives: ReadonlyMap<string, readonly Token[]>
  readonly place: CorefilePlace
}

/** What the parser needs from outside. */
export interface ParserInput {
  readonly environment: EnvironmentLookup
  /** The words of the file, or of all files that match, seen from the folder; a problem is reported or thrown there. */
  importFile(path: string, token: Token, folder: string): Token[]
  /** The folder of the file that a place names. */
  folderOf(file: string): string
}

/** The limits of Caddy's parser, against imports that go round in circles. */
const MAX_SNIPPET_IMPORTS = 10_000

/**
 * Groups the words of a Corefile into server blocks, following Caddy v1's parser word by word: snippets and imports are put in
 * place, environment references replaced.
 * @throws CorefileFault where CoreDNS would refuse the text as a whole.
 */
export function parseBlocks(text: string, file: string, input: ParserInput): BlockSyntax[] {
  return new Parser(new TokenStream(tokenize(text, file)), input).blocks()
}

class Parser {
  readonly #snippets = new Map<string, readonly Token[]>()
  #snippetImports = 0

  constructor(
    private readonly stream: TokenStream,
    private readonly input: ParserInput,
  ) {}

  blocks(): BlockSyntax[] {
    const blocks: BlockSyntax[] = []
    while (this.stream.next()) {
      const block = this.#block()
      if (block !== undefined && block.keys.length > 0) blocks.push(block)
    }
    return blocks
  }

  #block(): BlockSyntax | undefined {
    const place = this.#current().place
    const { keys, isEnd } = this.#keys()
    if (isEnd) return { keys, directives: new Map(), place: keys[0]?.place ?? place }
    const snippet = keys.length === 1 ? /^\((.*)\)$/s.exec((keys[0] as Token).text)?.[1] : undefined
    if (snippet !== undefined) {
      this.#defineSnippet(snippet, keys[0] as Token)
      return undefined
    }
    return { keys, directives: this.#body(), place: keys[0]?.place ?? place }
  }

  /** Reads up to the opening brace, or to the end of a line that has no comma at its end. */
  #keys(): { keys: Token[]; isEnd: boolean } {
    const keys: Token[] = []
    let isMoreExpected = false
    for (;;) {
      const token = this.#replaced()
      if (token.text === 'import' && this.stream.isAtLineStart) {
        this.#import()
        if (!this.stream.next()) return { keys, isEnd: true }
        continue
      }
      if (token.text === '{') {
        if (isMoreExpected)
          throw fault('syntax', 'A zone should follow the comma, but a brace does; take the comma off.', token.place)
        return { keys, isEnd: false }
      }
      if (token.text !== '') {
        isMoreExpected = token.text.endsWith(',')
        keys.push(isMoreExpected ? { ...token, text: token.text.slice(0, -1) } : token)
      }
      if (!this.stream.next()) {
        if (isMoreExpected)
          throw fault('syntax', 'A zone should follow the comma, but the text ends here.', token.place)
        return { keys, isEnd: true }
      }
      if (!isMoreExpected && this.stream.isAtLineStart) return { keys, isEnd: false }
    }
  }

  #defineSnippet(name: string, token: Token): void {
    if (this.#snippets.has(name)) {
      throw fault('syntax', `The snippet (${name}) is defined twice; give the second one another name.`, token.place)
    }
    if (this.#current().text !== '{') {
      throw fault('syntax', `The snippet (${name}) needs its opening brace on the same line.`, this.#current().place)
    }
    const body: Token[] = []
    let depth = 1
    while (this.stream.next()) {
      const word = this.#current()
      if (word.text === '{') depth++
      if (word.text === '}') depth--
      if (depth === 0) {
        this.#checkSelfImport(name, body)
        this.#snippets.set(name, body)
        return
      }
      body.push(word)
    }
    throw fault('syntax', `The snippet (${name}) is not closed: a line with "}" is missing.`, token.place)
  }

  /** CoreDNS finds a snippet that imports itself where it is defined; longer circles only when they are walked. */
  #checkSelfImport(name: string, body: readonly Token[]): void {
    for (const [i, word] of body.entries()) {
      const argument = word.text === 'import' ? body[i + 1] : undefined
      const isAtLineStart = body[i - 1]?.place.line !== word.place.line
      if (argument?.text === name && isAtLineStart) throw selfImport(name, argument)
    }
  }

  #body(): ReadonlyMap<string, readonly Token[]> {
    const opening = this.#current()
    const hasBrace = opening.text === '{'
    // The braces may be left out where a file holds one server block only.
    if (!hasBrace) this.stream.holdBack()
    const directives = new Map<string, Token[]>()
    while (this.stream.next()) {
      const token = this.#current()
      if (token.text === '}') break
      if (token.text === 'import') this.#import()
      else this.#directive(directives)
    }
    if (hasBrace && this.#current().text !== '}') {
      throw fault('syntax', 'The server block is not closed: a line with "}" is missing.', opening.place)
    }
    return directives
  }

  /** Collects the words of one directive: to the end of its line, or to the brace that closes its block. */
  #directive(directives: Map<string, Token[]>): void {
    const start = this.#replaced()
    const name = start.text
    const words = directives.get(name) ?? []
    directives.set(name, words)
    words.push(start)
    let depth = 0
    while (this.stream.next()) {
      const token = this.#current()
      if (token.text === '{') {
        depth++
      } else if (depth === 0 && this.stream.isAtLineStart) {
        this.stream.holdBack()
        return
      } else if (token.text === '}') {
        if (depth === 0)
          throw fault('syntax', 'This brace closes nothing; take it off, or put it on a line of its own.', token.place)
        depth--
      } else if (token.text === 'import' && this.stream.isAtLineStart) {
        this.#import()
        continue
      }
      words.push(this.#replaced())
    }
    if (depth > 0) throw fault('syntax', `The block of ${name} is not closed: a line with "}" is missing.`, start.place)
  }

  /** Puts the imported words in the place of `import NAME`; the stream then stands ahead of the first of them. */
  #import(): void {
    const directive = this.#current()
    const before = this.stream.previous
    if (!this.stream.nextOnLine()) {
      throw fault(
        'wrong-arguments',
        'import needs the name of a snippet, or a file (with at most one "*").',
        directive.place,
      )
    }
    const argument = this.#replaced()
    if (argument.text === '') {
      throw fault('wrong-arguments', 'import needs the name of a snippet or a file; this one is empty.', argument.place)
    }
    if (this.stream.nextOnLine()) {
      const surplus = this.#current()
      throw fault('wrong-arguments', `import takes one snippet or file; take "${surplus.text}" off.`, surplus.place)
    }
    this.stream.insert(this.#imported(argument), before)
  }

  #imported(argument: Token): readonly Token[] {
    const snippet = this.#snippets.get(argument.text)
    if (snippet === undefined) {
      return this.input.importFile(argument.text, argument, this.input.folderOf(argument.place.file))
    }
    this.#snippetImports++
    if (this.#snippetImports > MAX_SNIPPET_IMPORTS) {
      throw selfImport(argument.text, argument)
    }
    return snippet
  }

  #current(): Token {
    return this.stream.current as Token
  }

  #replaced(): Token {
    return replaceEnvironment(this.#current(), this.input.environment)
  }
}

function selfImport(name: string, argument: Token): CorefileFault {
  return fault('limit-exceeded', `The snippet (${name}) imports itself; take that import off.`, argument.place)
}
