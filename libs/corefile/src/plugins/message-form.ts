import type { HeaderRule } from '../plugin-settings.js'
import { fault } from '../problem.js'
import type { Token } from '../syntax/lexer.js'
import type { Property } from '../syntax/stanza.js'
import { argumentsOf, choiceInAnyCase, integerOf, requireRelease } from './arguments.js'
import type { PluginForm, StanzaContext } from './plugin-form.js'

/** The size that DNS Flag Day 2020 recommends. */
const DEFAULT_BUFFER_SIZE = 1232
const MIN_BUFFER_SIZE = 512
const MAX_BUFFER_SIZE = 4096

/** bufsize: the cap of the EDNS buffer size. */
export const bufsize: PluginForm = {
  repeated: 'first',
  read: (stanzas) =>
    stanzas.map((stanza) => {
      const [size] = argumentsOf(stanza, 0, 1, 'bufsize [SIZE]')
      return {
        name: 'bufsize',
        place: stanza.name.place,
        size: size === undefined ? DEFAULT_BUFFER_SIZE : integerOf(size, 'bufsize', MIN_BUFFER_SIZE, MAX_BUFFER_SIZE),
      }
    }),
}

/** minimal: no authority and additional sections in positive answers. */
export const minimal: PluginForm = {
  repeated: 'first',
  read: (stanzas) =>
    stanzas.map((stanza) => {
      argumentsOf(stanza, 0, 0, 'minimal')
      return { name: 'minimal', place: stanza.name.place }
    }),
}

/** nsid: the server's identifier. */
export const nsid: PluginForm = {
  repeated: 'refused',
  read: (stanzas) =>
    stanzas.map((stanza) => {
      const data = stanza.arguments.map((token) => token.text).join(' ')
      return { name: 'nsid', place: stanza.name.place, ...(data === '' ? {} : { data }) }
    }),
}

/** header: bits to set and clear. */
export const header: PluginForm = {
  repeated: 'first',
  read: (stanzas, context) =>
    stanzas.map((stanza) => {
      const rules = stanza.properties.map((property) => readHeaderLine(property, context))
      if (rules.length === 0) {
        throw fault('wrong-arguments', 'header needs a block with lines such as "response set aa".', stanza.name.place)
      }
      const select = (side: string) => rules.filter((line) => line.side === side).flatMap((line) => line.rules)
      return { name: 'header', place: stanza.name.place, query: select('query'), response: select('response') }
    }),
}

function readHeaderLine(
  property: Property,
  context: StanzaContext,
): { readonly side: 'query' | 'response'; readonly rules: HeaderRule[] } {
  const side = choiceInAnyCase(property.name, 'A line of header', ['query', 'response'] as const)
  if (side === 'query') requireRelease(context, '1.9.4', 'query', property.name)
  const [action, ...flags] = argumentsOf(property, 2, Number.POSITIVE_INFINITY, `${side} set|clear FLAG...`) as [
    Token,
    ...Token[],
  ]
  const value = choiceInAnyCase(action, 'The action', ['set', 'clear'] as const) === 'set'
  return {
    side,
    rules: flags.map((token) => ({ flag: choiceInAnyCase(token, 'A flag', ['aa', 'ra', 'rd'] as const), value })),
  }
}
