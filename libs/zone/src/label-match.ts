import type { ServiceName } from './name-grammar.js'
import type { Stanza } from './zone.js'

/** A port by its labels, which are in lower case. An empty label matches any port or protocol, as in CoreDNS. */
export function portMatches(
  name: ServiceName,
  port: { readonly name?: string; readonly protocol: string },
  stanza: Stanza,
): boolean {
  if (name.port === undefined) return true
  return matches(name.port, port.name ?? '', stanza) && matches(name.protocol ?? '', port.protocol, stanza)
}

function matches(asked: string, present: string, stanza: Stanza): boolean {
  return asked === '' || present.toLowerCase() === asked || isWildcard(asked, stanza)
}

/** The labels that stood for every label in old versions. */
export function isWildcard(label: string, stanza: Stanza): boolean {
  return stanza.rules.wildcards && (label === '*' || label === 'any')
}
