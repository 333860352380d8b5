import type { KubernetesExternalPlugin } from '../plugin-settings.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { fallthroughOf, firstArgumentOf, integerOf, zonesOf } from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const MAX_TTL = 3600

/** The k8s_external plugin's stanza. */
export const kubernetesExternal: PluginForm = {
  repeated: 'last',
  properties: { apex: ALWAYS, fallthrough: '1.11.0', headless: '1.9.4', ttl: ALWAYS },
  read: (stanzas, context) => stanzas.map((stanza) => readStanza(stanza, context)),
}

type Draft = { -readonly [K in keyof KubernetesExternalPlugin]: KubernetesExternalPlugin[K] }

function readStanza(stanza: Stanza, context: StanzaContext): KubernetesExternalPlugin {
  const draft: Draft = {
    name: 'k8s_external',
    place: stanza.name.place,
    zones: zonesOf(stanza.arguments, context),
    apex: 'dns',
    ttl: 5,
    headless: false,
    fallthrough: [],
  }
  for (const property of stanza.properties) readProperty(property, draft, context)
  return draft
}

function readProperty(property: Property, draft: Draft, context: StanzaContext): void {
  switch (property.name.text) {
    case 'apex':
      draft.apex = firstArgumentOf(property, 'apex NAME').text
      break
    case 'ttl':
      draft.ttl = integerOf(firstArgumentOf(property, 'ttl SECONDS'), 'ttl', 0, MAX_TTL)
      break
    case 'headless':
      draft.headless = true
      break
    default:
      draft.fallthrough = fallthroughOf(property, context)
  }
}
