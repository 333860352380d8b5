import { isAtOrUnder, type DomainName } from '#libs/dns-model'
import { baseName, type GivenFile } from '../given-files.js'
import { matchPattern } from '../pattern.js'
import type { FileZone } from '../plugin-settings.js'
import { CorefileFault } from '../problem.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { zoneName } from '../zone-names.js'
import { argumentsOf, durationOf, firstArgumentOf, patternOf, zonesOf } from './arguments.js'
import { recordsOf } from './file.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const USAGE = 'directory DIR [REGEXP ORIGIN_TEMPLATE]'

/** Zone files by a folder: the part of a file's name that the pattern catches is its zone. */
export const auto: PluginForm = {
  repeated: 'last',
  properties: { directory: ALWAYS, reload: ALWAYS, upstream: ALWAYS },
  read: (stanzas, context) => {
    const stanza = stanzas[0] as Stanza
    const origins = zonesOf(stanza.arguments, context)
    for (const property of stanza.properties) {
      if (property.name.text === 'reload') durationOf(firstArgumentOf(property, 'reload DURATION'), 'reload')
    }
    const directory = stanza.properties.findLast((property) => property.name.text === 'directory')
    const zones = directory === undefined ? [] : zonesOfFolder(directory, origins, context)
    return [{ name: 'auto', place: stanza.name.place, zones, fallthrough: [] }]
  },
}

function zonesOfFolder(directory: Property, origins: readonly DomainName[], context: StanzaContext): FileZone[] {
  const [folder, pattern, template] = argumentsOf(directory, 1, 3, USAGE)
  if (pattern !== undefined && template === undefined) argumentsOf(directory, 3, 3, USAGE)
  const expression = pattern === undefined ? 'db\\.(.*)' : patternOf(pattern).pattern
  const given = context.files.below((folder as Token).text)
  if (given.length === 0) {
    context.report({
      severity: 'warning',
      code: 'file-not-given',
      message: `No file below ${(folder as Token).text} is among the files given (mounted ConfigMaps, or the folder given by option), so the zones of auto are not known.`,
      place: (folder as Token).place,
    })
  }
  const zones = new Map<DomainName, FileZone>()
  for (const file of given) {
    const groups = matchPattern(expression, baseName(file.path))
    if (groups === undefined) continue
    const origin = zoneName(expand(template?.text ?? '{1}', groups))
    if ('reason' in origin || zones.has(origin.zone)) continue
    if (!origins.some((served) => isAtOrUnder(origin.zone, served))) continue
    const zone = readZone(file, origin.zone, context)
    if (zone !== undefined) zones.set(origin.zone, zone)
  }
  return [...zones.values()]
}

function expand(template: string, groups: readonly string[]): string {
  return template.replace(/\{(\d{1,3})\}/g, (_, group: string) => groups[Number(group)] ?? '')
}

/** CoreDNS goes on without a file that it can't read; so the error is a warning here. */
function readZone(
  file: GivenFile & { readonly path: string },
  origin: DomainName,
  context: StanzaContext,
): FileZone | undefined {
  try {
    return { origin, file: file.path, records: recordsOf(file, origin, context) }
  } catch (error) {
    if (!(error instanceof CorefileFault)) throw error
    context.report({
      ...error.problem,
      severity: 'warning',
      message: `auto leaves ${file.path} out. ${error.problem.message}`,
    })
    return undefined
  }
}
