import type { Stanza } from '../syntax/stanza.js'
import type { ViewPlugin } from '../plugin-settings.js'
import { argumentOf, argumentsOf, zonesOf, type Line } from './arguments.js'
import { ALWAYS, type PluginForm } from './plugin-form.js'
import { expressionText } from './template.js'

const UNLIMITED = Number.POSITIVE_INFINITY

/** bind: the addresses that the block listens on; those of all stanzas together. */
export const bind: PluginForm = {
  repeated: 'all',
  properties: { except: ALWAYS },
  read: (stanzas) => [
    {
      name: 'bind',
      place: (stanzas[0] as Stanza).name.place,
      addresses: stanzas.flatMap((stanza) => hostsOf(stanza, 'bind')),
      except: stanzas.flatMap((stanza) => stanza.properties.flatMap((property) => hostsOf(property, 'except'))),
    },
  ],
}

function hostsOf(line: Line, word: string): string[] {
  return argumentsOf(line, 1, UNLIMITED, `${word} ADDRESS|INTERFACE...`).map((token) => token.text)
}

/** metadata: labels about the request for other plugins. */
export const metadata: PluginForm = {
  repeated: 'refused',
  properties: {},
  read: (stanzas, context) =>
    stanzas.map((stanza) => ({
      name: 'metadata',
      place: stanza.name.place,
      zones: zonesOf(stanza.arguments, context),
    })),
}

/** view: which questions the block takes. */
export const view: PluginForm = {
  repeated: 'refused',
  properties: { expr: ALWAYS },
  read: (stanzas) => stanzas.map(readView),
}

function readView(stanza: Stanza): ViewPlugin {
  return {
    name: 'view',
    place: stanza.name.place,
    view: argumentOf(stanza, 'view NAME').text,
    expressions: stanza.properties.map((property) =>
      expressionText(argumentsOf(property, 1, UNLIMITED, 'expr EXPRESSION')),
    ),
  }
}
