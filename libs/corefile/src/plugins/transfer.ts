import { addressFamily } from '#libs/ip-address'
import type { TransferPlugin } from '../plugin-settings.js'
import { fault } from '../problem.js'
import type { Token } from '../syntax/lexer.js'
import type { Stanza } from '../syntax/stanza.js'
import { argumentOf, argumentsOf, zonesOf } from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const DNS_PORT = '53'

/** All transfer stanzas of a block. */
export const transfer: PluginForm = {
  repeated: 'all',
  properties: { source: '1.14.5', to: ALWAYS },
  read: (stanzas, context) => [
    {
      name: 'transfer',
      place: (stanzas[0] as Stanza).name.place,
      transfers: stanzas.map((stanza) => readStanza(stanza, context)),
    },
  ],
}

function readStanza(stanza: Stanza, context: StanzaContext): TransferPlugin['transfers'][number] {
  const to = stanza.properties.flatMap((property) => {
    if (property.name.text === 'source') {
      const source = argumentOf(property, 'source ADDRESS')
      if (addressFamily(source.text) === undefined) throw noAddress(source)
      return []
    }
    return argumentsOf(property, 1, Number.POSITIVE_INFINITY, 'to ADDRESS...').map(receiver)
  })
  if (to.length === 0) {
    throw fault(
      'wrong-arguments',
      'transfer needs a line "to ADDRESS..." in its block ("to *" for everybody).',
      stanza.name.place,
    )
  }
  return { zones: zonesOf(stanza.arguments, context), to }
}

/** `*`, or an address with its port. */
function receiver(token: Token): string {
  if (token.text === '*') return '*'
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{0,5})$/.exec(token.text) ?? []
  const address = bracketed ?? plain ?? token.text
  if (addressFamily(address.replace(/%.*$/s, '')) === undefined) throw noAddress(token)
  const shown = address.includes(':') ? `[${address}]` : address
  return `${shown}:${port === undefined || port === '' ? DNS_PORT : port}`
}

function noAddress(token: Token): Error {
  return fault('invalid-value', `"${token.text}" is no IP address.`, token.place)
}
