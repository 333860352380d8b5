import type { DomainName, ResourceRecord } from '#libs/dns-model'
import type { GivenFile } from '../given-files.js'
import type { FileZone } from '../plugin-settings.js'
import { fault } from '../problem.js'
import type { Token } from '../syntax/lexer.js'
import type { Stanza } from '../syntax/stanza.js'
import { versionAtLeast } from '../version.js'
import { readZoneFile } from '../zone-file/zone-file.js'
import { argumentsOf, durationOf, fallthroughOf, firstArgumentOf, zonesOf } from './arguments.js'
import { fileOf } from './file-argument.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const UNLIMITED = Number.POSITIVE_INFINITY

/** Zone files by name. All stanzas of a block act as one: the last `fallthrough` counts for every zone. */
export const file: PluginForm = {
  repeated: 'all',
  properties: { fallthrough: ALWAYS, reload: ALWAYS, reload_by_mtime: '1.14.4', upstream: ALWAYS },
  read: (stanzas, context) => {
    const zones = stanzas.flatMap((stanza) => zonesOfStanza(stanza, context))
    let fallthrough: DomainName[] = []
    for (const property of stanzas.flatMap((stanza) => stanza.properties)) {
      if (property.name.text === 'fallthrough') fallthrough = fallthroughOf(property, context)
      if (property.name.text === 'reload') durationOf(firstArgumentOf(property, 'reload DURATION'), 'reload')
    }
    return [{ name: 'file', place: (stanzas[0] as Stanza).name.place, zones: lastOfEach(zones), fallthrough }]
  },
}

function zonesOfStanza(stanza: Stanza, context: StanzaContext): FileZone[] {
  const [path, ...zones] = argumentsOf(stanza, 1, UNLIMITED, 'file DBFILE [ZONE...]') as [Token, ...Token[]]
  const given = fileOf(path, 'zone file', 'its records are not known', context)
  return zonesOf(zones, context).map((origin) => ({
    origin,
    file: path.text,
    ...(given === undefined ? {} : { records: recordsOf(given, origin, context) }),
  }))
}

/** A zone that several stanzas name is that of the last one. */
function lastOfEach(zones: readonly FileZone[]): FileZone[] {
  return [...new Map(zones.map((zone) => [zone.origin, zone])).values()]
}

/**
 * The records of a zone file for an origin.
 * @throws CorefileFault `invalid-file` with the place inside the zone file.
 */
export function recordsOf(given: GivenFile, origin: DomainName, context: StanzaContext): ResourceRecord[] {
  const records = readZoneFile(given.text, origin, given.name, (path) => context.files.read(path))
  const place = { file: given.name, line: 1, column: 1 }
  if (!records.some((record) => record.data.type === 'SOA')) {
    throw fault('invalid-file', `The zone file ${given.name} has no SOA record for ${origin}; add one.`, place)
  }
  const foreign = records.find((record) => record.data.type === 'SOA' && record.name !== origin)
  if (foreign !== undefined && versionAtLeast(context.version, '1.15.0')) {
    throw fault('invalid-file', `The SOA record of ${foreign.name} is not that of the zone ${origin}.`, place)
  }
  return records
}
