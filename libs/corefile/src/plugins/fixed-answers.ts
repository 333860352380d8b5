import type { Stanza } from '../syntax/stanza.js'
import { argumentOf, argumentsOf, choiceOf } from './arguments.js'
import type { PluginForm } from './plugin-form.js'

/** The longest text of version.bind, in characters: one character string less its length octet. */
const MAX_CHAOS_TEXT = 255

/** any: HINFO for ANY. */
export const any: PluginForm = {
  repeated: 'first',
  properties: {},
  read: (stanzas) =>
    stanzas.map((stanza) => {
      argumentsOf(stanza, 0, 0, 'any')
      return { name: 'any', place: stanza.name.place }
    }),
}

/** chaos: version and authors in class CH. */
export const chaos: PluginForm = {
  repeated: 'first',
  properties: {},
  read: (stanzas, context) =>
    stanzas.map((stanza) => {
      const [version, ...authors] = stanza.arguments.map((token) => token.text.slice(0, MAX_CHAOS_TEXT))
      return {
        name: 'chaos',
        place: stanza.name.place,
        version: version ?? `CoreDNS-${context.version}`,
        ...(authors.length === 0 ? {} : { authors: [...new Set(authors)].toSorted() }),
      }
    }),
}

/** local: localhost and the local reverse names. All stanzas of a block act as one; the last localhost_prefix counts. */
export const local: PluginForm = {
  repeated: 'all',
  properties: { localhost_prefix: '1.15.0' },
  read: (stanzas) => [
    {
      name: 'local',
      place: (stanzas[0] as Stanza).name.place,
      localhostPrefix: stanzas.flatMap(prefixChoices).at(-1) !== 'off',
    },
  ],
}

function prefixChoices(stanza: Stanza): ('on' | 'off')[] {
  argumentsOf(stanza, 0, 0, 'local')
  return stanza.properties.map((property) =>
    choiceOf(argumentOf(property, 'localhost_prefix on|off'), 'localhost_prefix', ['on', 'off'] as const),
  )
}

/** whoami: the client's own address. */
export const whoami: PluginForm = {
  repeated: 'first',
  read: (stanzas) =>
    stanzas.map((stanza) => {
      argumentsOf(stanza, 0, 0, 'whoami')
      return { name: 'whoami', place: stanza.name.place }
    }),
}
