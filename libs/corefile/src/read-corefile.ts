import { coherenceProblems } from './coherence.js'
import { absolutePath, COREFILE_FOLDER, folderOf, givenFiles, type GivenFiles } from './given-files.js'
import { pluginOrder } from './plugin-order.js'
import { CorefileFault, fault, type Problem } from './problem.js'
import { readServerBlock } from './server-block.js'
import type { DnsSettings, ServerBlock, SettingsOrigin } from './settings.js'
import type { EnvironmentLookup } from './syntax/environment.js'
import { tokenize, type Token } from './syntax/lexer.js'
import { parseBlocks, type BlockSyntax } from './syntax/parser.js'

/** The name that places have for the Corefile itself. */
export const COREFILE_NAME = 'Corefile'

export interface CorefileOptions {
  /** CoreDNS's version, as `1.15.0`: it decides the plugins' order, which options exist, and some defaults. */
  readonly version: string
  readonly origin: SettingsOrigin
  readonly assumptions: readonly string[]
  /**
   * The only files that imports and plugins can reach: text by path, absolute as CoreDNS sees it or relative to the Corefile's
   * folder. A path that is not in here is never opened.
   */
  readonly files?: Readonly<Record<string, string>>
  /** Values for `{$NAME}` and `{%NAME%}`. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface CorefileResult {
  /** Absent when CoreDNS would refuse the Corefile: then there is an error among the problems. */
  readonly settings?: DnsSettings
  /** In the order in which they were found. */
  readonly problems: readonly Problem[]
}

/** Reads a Corefile the way CoreDNS of that version does. Never throws for what the text holds: that is told as problems. */
export function readCorefile(text: string, options: CorefileOptions): CorefileResult {
  const problems: Problem[] = []
  const report = (problem: Problem) => void problems.push(problem)
  const files = givenFiles(options.files ?? {})
  const source = { imports: files, files, environment: environmentLookup(options.environment ?? {}, report) }
  const servers = readServers(text, options.version, source, report)
  // What is missing because it could not be read is no problem of its own.
  if (!hasError(problems)) problems.push(...coherenceProblems(servers))
  if (hasError(problems)) return { problems }
  const { version, origin, assumptions } = options
  return { settings: { version, servers, assumptions, origin }, problems }
}

function hasError(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error')
}

/** Where imports, files and variables come from. */
export interface CorefileSource {
  /** For `import`. */
  readonly imports: GivenFiles
  /** For plugins. */
  readonly files: GivenFiles
  readonly environment: EnvironmentLookup
}

/** The server blocks of a Corefile, as far as they can be read. */
export function readServers(
  text: string,
  version: string,
  source: CorefileSource,
  report: (problem: Problem) => void,
): ServerBlock[] {
  const context = { version, order: pluginOrder(version), files: source.files, report }
  const blocks = parse(text, source, report)
  if (blocks?.length === 0) {
    report({
      severity: 'warning',
      code: 'no-server-block',
      message: 'The Corefile has no server block, so CoreDNS serves nothing; begin with ".:53 {".',
      place: { file: COREFILE_NAME, line: 1, column: 1 },
    })
  }
  return (blocks ?? []).map((block) => readServerBlock(block, context))
}

function parse(text: string, source: CorefileSource, report: (problem: Problem) => void): BlockSyntax[] | undefined {
  try {
    return parseBlocks(text, COREFILE_NAME, {
      environment: source.environment,
      importFile: (path, token, folder) => importedTokens(path, token, folder, source.imports, report),
      folderOf: (file) => (file === COREFILE_NAME ? COREFILE_FOLDER : folderOf(absolutePath(file, COREFILE_FOLDER))),
    })
  } catch (error) {
    if (!(error instanceof CorefileFault)) throw error
    report(error.problem)
    return undefined
  }
}

/** A variable that is not known is empty, as an unset one is in CoreDNS, and is reported once. */
function environmentLookup(
  values: Readonly<Record<string, string>>,
  report: (problem: Problem) => void,
): EnvironmentLookup {
  const reported = new Set<string>()
  return (name, token) => {
    if (Object.hasOwn(values, name)) return values[name] as string
    if (!reported.has(name)) {
      reported.add(name)
      report({
        severity: 'warning',
        code: 'environment-unknown',
        message: `The environment variable ${name} is not known; it is taken as empty, as CoreDNS takes an unset one.`,
        place: token.place,
      })
    }
    return ''
  }
}

function importedTokens(
  path: string,
  token: Token,
  folder: string,
  files: GivenFiles,
  report: (problem: Problem) => void,
): Token[] {
  const isPattern = /[*?]/.test(path)
  if (path.split('*').length > 2 || path.split('?').length > 2 || /\[.*\]/s.test(path)) {
    throw fault('invalid-value', `"${path}" has too many wildcards; import takes one "*".`, token.place)
  }
  const file = isPattern ? undefined : files.read(path, folder)
  const found = isPattern ? files.match(path, folder) : file === undefined ? [] : [file]
  if (found.length === 0 && !isPattern) {
    throw fault(
      'file-not-given',
      `There is no snippet (${path}) above, and no file of that path among those given (mounted ConfigMaps, or the folder given by option); only these are read, never a path on our disk.`,
      token.place,
    )
  }
  if (found.length === 0) {
    const message = `No file among those given matches "${path}"; nothing is imported.`
    report({ severity: 'warning', code: 'import-without-match', message, place: token.place })
  }
  return found.flatMap(({ name, text }) => tokenize(text, name))
}
