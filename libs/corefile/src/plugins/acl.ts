import { parseNetwork } from '#libs/ip-address'
import type { AclPolicy, AclRule } from '../plugin-settings.js'
import { fault } from '../problem.js'
import { typeOf } from '../record-names.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { requireRelease, zonesOf } from './arguments.js'
import type { PluginForm, StanzaContext } from './plugin-form.js'

const ACTIONS: readonly AclPolicy['action'][] = ['allow', 'block', 'filter', 'drop']
const ACTION_RELEASES: Readonly<Record<string, string>> = { filter: '1.8.2', drop: '1.10.1' }

/** All acl stanzas of a block, one rule each. */
export const acl: PluginForm = {
  repeated: 'all',
  read: (stanzas, context) => [
    {
      name: 'acl',
      place: (stanzas[0] as Stanza).name.place,
      rules: stanzas.map((stanza) => readRule(stanza, context)),
    },
  ],
}

function readRule(stanza: Stanza, context: StanzaContext): AclRule {
  return {
    zones: zonesOf(stanza.arguments, context),
    policies: stanza.properties.map((property) => readPolicy(property, context)),
  }
}

function readPolicy(property: Property, context: StanzaContext): AclPolicy {
  const name = property.name.text.toLowerCase()
  const action = ACTIONS.find((candidate) => candidate === name)
  if (action === undefined) {
    throw fault(
      'unknown-property',
      `acl knows allow, block, filter and drop, not "${property.name.text}".`,
      property.name.place,
    )
  }
  requireRelease(context, ACTION_RELEASES[action] ?? '1.0.0', action, property.name)
  const types: Token[] = []
  const networks: Token[] = []
  let section: Token[] | undefined
  for (const token of property.arguments) {
    const keyword = token.text.toLowerCase()
    if (keyword === 'type') section = types
    else if (keyword === 'net') section = networks
    else if (section === undefined)
      throw fault('wrong-arguments', `"type" or "net" must stand ahead of "${token.text}".`, token.place)
    else section.push(token)
  }
  checkSections(property)
  return { action, types: everyOr(types, recordType), networks: everyOr(networks, network) }
}

/** Each `type` and `net` needs a word behind it. */
function checkSections(property: Property): void {
  property.arguments.forEach((token, i) => {
    const next = property.arguments[i + 1]?.text.toLowerCase() ?? 'net'
    if (/^(type|net)$/i.test(token.text) && /^(type|net)$/.test(next)) {
      throw fault('wrong-arguments', `${token.text} needs a word behind it; "*" stands for all.`, token.place)
    }
  })
}

/** Empty for everything: nothing written, or a `*` (CoreDNS does not read what follows it). */
function everyOr<T>(tokens: readonly Token[], read: (token: Token) => T): T[] {
  return tokens.some((token) => token.text === '*') ? [] : tokens.map(read)
}

function recordType(token: Token): AclPolicy['types'][number] {
  const type = typeOf(token.text)
  if (type === undefined)
    throw fault('invalid-value', `"${token.text}" is no record type; write A, AAAA or the like.`, token.place)
  return type
}

function network(token: Token): string {
  const parsed = parseNetwork(token.text)
  if (parsed === undefined)
    throw fault('invalid-value', `"${token.text}" is no range; write 10.0.0.0/8 or an address.`, token.place)
  return `${parsed.base}/${parsed.prefix}`
}
