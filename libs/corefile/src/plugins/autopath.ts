import type { DomainName } from '#libs/dns-model'
import type { AutopathPlugin } from '../plugin-settings.js'
import type { Token } from '../syntax/lexer.js'
import type { Stanza } from '../syntax/stanza.js'
import { zoneName } from '../zone-names.js'
import { argumentsOf, zonesOf } from './arguments.js'
import { fileOf } from './file-argument.js'
import type { PluginForm, StanzaContext } from './plugin-form.js'

/** The autopath plugin's stanza: zones, then who knows the search path. */
export const autopath: PluginForm = {
  repeated: 'last',
  read: (stanzas, context) => stanzas.map((stanza) => readStanza(stanza, context)),
}

function readStanza(stanza: Stanza, context: StanzaContext): AutopathPlugin {
  const tokens = argumentsOf(stanza, 1, Number.POSITIVE_INFINITY, 'autopath [ZONE...] @kubernetes|RESOLV-CONF')
  const source = tokens.at(-1) as Token
  const zones = zonesOf(tokens.slice(0, -1), context)
  const base = { name: 'autopath', place: stanza.name.place, zones } as const
  if (source.text.startsWith('@')) return { ...base, plugin: source.text.slice(1) }
  const consequence = 'its search path is not known; "@kubernetes" takes that of the asking pod'
  const file = fileOf(source, 'resolv.conf', consequence, context)
  return file === undefined ? base : { ...base, search: searchPath(file.text) }
}

/** The search path of a resolv.conf: the last `search` line counts, or `domain` (resolv.conf(5)). */
function searchPath(text: string): DomainName[] {
  let search: DomainName[] = []
  for (const line of text.split('\n')) {
    const [keyword, ...names] = line.trim().split(/\s+/)
    if (keyword !== 'search' && keyword !== 'domain') continue
    search = names.flatMap((name) => {
      const read = zoneName(name)
      return 'zone' in read ? [read.zone] : []
    })
  }
  return search
}
