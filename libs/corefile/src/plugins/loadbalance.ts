import { parseNetwork } from '#libs/ip-address'
import type { LoadbalancePlugin } from '../plugin-settings.js'
import { fault } from '../problem.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { readWeightFile } from '../weight-file.js'
import { argumentOf, argumentsOf, choiceOf, durationOf } from './arguments.js'
import { fileOf } from './file-argument.js'
import type { PluginForm, StanzaContext } from './plugin-form.js'

/** The loadbalance plugin's stanza. */
export const loadbalance: PluginForm = {
  repeated: 'last',
  properties: { prefer: '1.12.4', reload: '1.10.1' },
  read: (stanzas, context) => stanzas.map((stanza) => readStanza(stanza, context)),
}

function readStanza(stanza: Stanza, context: StanzaContext): LoadbalancePlugin {
  const [first, path] = stanza.arguments
  const policies = ['round_robin', 'weighted_round_robin'] as const
  const policy = first === undefined ? 'round_robin' : choiceOf(first, 'The policy of loadbalance', policies)
  if (policy === 'round_robin') argumentsOf(stanza, 0, 1, 'loadbalance [round_robin]')
  else argumentsOf(stanza, 2, 2, 'loadbalance weighted_round_robin WEIGHTFILE')
  const prefer = stanza.properties.flatMap((property) => readProperty(property, policy))
  const file = path === undefined ? undefined : fileOf(path, 'weight file', 'its weights are not known', context)
  const weights = file === undefined ? {} : { weights: readWeightFile(file) }
  return { name: 'loadbalance', place: stanza.name.place, policy, prefer, ...weights }
}

/** The networks that a line names. */
function readProperty(property: Property, policy: LoadbalancePlugin['policy']): string[] {
  if (property.name.text === 'reload') {
    if (policy === 'round_robin') {
      throw fault(
        'unknown-property',
        'reload belongs to weighted_round_robin, which has a file to reload.',
        property.name.place,
      )
    }
    durationOf(argumentOf(property, 'reload DURATION'), 'reload')
    return []
  }
  return property.arguments.map((token) => {
    const network = token.text.includes('/') ? parseNetwork(token.text) : undefined
    if (network === undefined)
      throw fault('invalid-value', `"${token.text}" is no range; write 10.0.0.0/8.`, token.place)
    return `${network.base}/${network.prefix}`
  })
}
