import { parseNetwork } from '#libs/ip-address'
import type { Dns64Plugin } from '../plugin-settings.js'
import { fault } from '../problem.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { argumentOf, argumentsOf } from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

/** RFC 6052, section 2.1. */
const WELL_KNOWN_PREFIX = '64:ff9b::/96'
/** RFC 6052, section 2.2. */
const PREFIX_LENGTHS = [32, 40, 48, 56, 64, 96]

/** The dns64 plugin. All stanzas of a block act as one: what a later one does not say stays as an earlier one said. */
export const dns64: PluginForm = {
  repeated: 'all',
  properties: { allow_ipv4: '1.9.4', prefix: ALWAYS, translate_all: ALWAYS },
  read: (stanzas, context) => {
    const draft: Draft = {
      name: 'dns64',
      place: (stanzas[0] as Stanza).name.place,
      prefix: WELL_KNOWN_PREFIX,
      translateAll: false,
      allowIpv4: false,
    }
    for (const stanza of stanzas) readStanza(stanza, draft, context)
    return [draft]
  },
}

type Draft = { -readonly [K in keyof Dns64Plugin]: Dns64Plugin[K] }

function readStanza(stanza: Stanza, draft: Draft, context: StanzaContext): void {
  const [prefix] = argumentsOf(stanza, 0, 1, 'dns64 [PREFIX]')
  if (prefix !== undefined) draft.prefix = prefixOf(prefix)
  for (const property of stanza.properties) {
    if (property.name.text === 'prefix') draft.prefix = prefixOf(argumentOf(property, 'prefix PREFIX'))
    else if (prefix === undefined) readOption(property, draft)
    else reportUnread(property, context)
  }
}

/** With a prefix behind its name, CoreDNS's dns64 does not read its block as one. */
function reportUnread({ name }: Property, context: StanzaContext): void {
  context.report({
    severity: 'warning',
    code: 'ineffective',
    message: `CoreDNS does not read ${name.text} here; move the prefix into the block ("prefix PREFIX").`,
    place: name.place,
  })
}

function readOption(property: Property, draft: Draft): void {
  const name = property.name.text
  argumentsOf(property, 0, 0, name)
  if (name === 'translate_all') draft.translateAll = true
  else draft.allowIpv4 = true
}

function prefixOf(token: Token): string {
  const network = token.text.includes('/') ? parseNetwork(token.text) : undefined
  if (network?.family === 'IPv6' && PREFIX_LENGTHS.includes(network.prefix)) return `${network.base}/${network.prefix}`
  const lengths = PREFIX_LENGTHS.join(', ')
  throw fault(
    'invalid-value',
    `"${token.text}" must be an IPv6 prefix of length ${lengths}, as ${WELL_KNOWN_PREFIX}.`,
    token.place,
  )
}
