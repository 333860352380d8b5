import {
  NEWEST_VERSION,
  readCorefile,
  type CorefileOptions,
  type CorefileResult,
  type Plugin,
  type Problem,
} from '../src/index.js'

type Options = Partial<CorefileOptions>

/** Reads a Corefile as the newest CoreDNS does, unless told otherwise. */
export function read(text: string, options: Options = {}): CorefileResult {
  return readCorefile(text, {
    version: NEWEST_VERSION,
    origin: { corefile: 'option', version: 'default' },
    assumptions: [],
    ...options,
  })
}

/** Reads stanzas inside a server block for all names; lines of the stanzas count from 2. */
export function readStanzas(stanzas: string, options: Options = {}): CorefileResult {
  return read(`. {\n${stanzas}\n}\n`, options)
}

/** The only plugin of that name in a block with these stanzas, without the places. */
export function plugin<N extends Plugin['name']>(
  name: N,
  stanzas: string,
  options: Options = {},
): Plugin & { readonly name: N } {
  const result = readStanzas(stanzas, options)
  const found = result.settings?.servers[0]?.plugins.filter((candidate) => candidate.name === name) ?? []
  if (found.length !== 1) throw new Error(`${found.length} plugins ${name}; ${result.problems.map(line).join('; ')}`)
  return withoutPlaces(found[0]) as Plugin & { readonly name: N }
}

/** The problems of stanzas as lines `CODE LINE:COLUMN`, errors only unless asked for others. */
export function problems(
  stanzas: string,
  options: Options = {},
  severities: Problem['severity'][] = ['error'],
): string[] {
  return readStanzas(stanzas, options)
    .problems.filter((problem) => severities.includes(problem.severity))
    .map(line)
}

/** A problem as `CODE LINE:COLUMN`. */
export function line(problem: Problem): string {
  return `${problem.code} ${problem.place.line}:${problem.place.column}`
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key === 'place' ? [] : [[key, withoutPlaces(inner)]])),
  )
}
