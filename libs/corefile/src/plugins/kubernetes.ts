import { parseLabelSelector, type SelectorSyntaxError } from '../label-selector.js'
import { fault } from '../problem.js'
import type { KubernetesPlugin, Selector } from '../settings.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { isReverseZone } from '../zone-names.js'
import {
  argumentOf,
  argumentsOf,
  choiceOf,
  durationOf,
  fallthroughOf,
  firstArgumentOf,
  integerOf,
  zonesOf,
} from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const MAX_TTL = 3600
const UNLIMITED = Number.POSITIVE_INFINITY

/** The kubernetes plugin's stanza. */
export const kubernetes: PluginForm = {
  repeated: 'refused',
  properties: {
    apiserver_burst: '1.14.0',
    apiserver_max_inflight: '1.14.0',
    apiserver_qps: '1.14.0',
    endpoint: ALWAYS,
    endpoint_pod_names: ALWAYS,
    fallthrough: ALWAYS,
    ignore: ALWAYS,
    kubeconfig: ALWAYS,
    labels: ALWAYS,
    multicluster: '1.12.2',
    namespace_labels: ALWAYS,
    namespaces: ALWAYS,
    noendpoints: ALWAYS,
    pods: ALWAYS,
    startup_timeout: '1.12.3',
    tls: ALWAYS,
    ttl: ALWAYS,
    zonal: '1.14.7',
  },
  read: (stanzas, context) => stanzas.map((stanza) => readStanza(stanza, context)),
}

type Draft = { -readonly [K in keyof KubernetesPlugin]: KubernetesPlugin[K] }

function readStanza(stanza: Stanza, context: StanzaContext): KubernetesPlugin {
  const zones = zonesOf(stanza.arguments, context)
  if (zones.every(isReverseZone)) {
    throw fault(
      'invalid-value',
      'kubernetes needs at least one zone that is not a reverse zone: the cluster domain, such as cluster.local.',
      stanza.name.place,
    )
  }
  const draft: Draft = {
    name: 'kubernetes',
    place: stanza.name.place,
    zones,
    namespaces: [],
    pods: 'disabled',
    endpointPodNames: false,
    ttl: 5,
    noEndpoints: false,
    ignoreEmptyService: false,
    fallthrough: [],
    multicluster: [],
    zonal: false,
    startupTimeout: 5,
  }
  for (const property of stanza.properties) readProperty(property, draft, context)
  checkTogether(stanza, draft)
  return draft
}

function readProperty(property: Property, draft: Draft, context: StanzaContext): void {
  switch (property.name.text) {
    case 'endpoint_pod_names':
      argumentsOf(property, 0, 0, 'endpoint_pod_names')
      draft.endpointPodNames = true
      break
    case 'pods':
      draft.pods = choiceOf(argumentOf(property, 'pods MODE'), 'pods', ['disabled', 'insecure', 'verified'] as const)
      break
    case 'namespaces': {
      const names = argumentsOf(property, 1, UNLIMITED, 'namespaces NAMESPACE...').map((token) => token.text)
      draft.namespaces = [...new Set([...draft.namespaces, ...names])]
      break
    }
    case 'labels':
      draft.labels = selectorOf(property)
      break
    case 'namespace_labels':
      draft.namespaceLabels = selectorOf(property)
      break
    case 'fallthrough':
      draft.fallthrough = fallthroughOf(property, context)
      break
    case 'ttl':
      draft.ttl = integerOf(firstArgumentOf(property, 'ttl SECONDS'), 'ttl', 0, MAX_TTL)
      break
    case 'noendpoints':
      argumentsOf(property, 0, 0, 'noendpoints')
      draft.noEndpoints = true
      break
    case 'zonal':
      argumentsOf(property, 0, 0, 'zonal')
      draft.zonal = true
      break
    case 'ignore':
      // Without a word CoreDNS accepts the line, and it does nothing.
      if (property.arguments[0] !== undefined) {
        choiceOf(property.arguments[0], 'ignore', ['empty_service'] as const)
        draft.ignoreEmptyService = true
      }
      break
    case 'multicluster':
      draft.multicluster = property.arguments.length === 0 ? [] : zonesOf(property.arguments, context)
      break
    case 'startup_timeout':
      draft.startupTimeout = durationOf(firstArgumentOf(property, 'startup_timeout DURATION'), 'startup_timeout')
      break
    default:
      checkConnection(property)
  }
}

/** The options about the API server change no answer, but CoreDNS refuses them when they are wrong. */
function checkConnection(property: Property): void {
  const name = property.name.text
  switch (name) {
    case 'endpoint':
      argumentsOf(property, 1, UNLIMITED, 'endpoint URL')
      break
    case 'tls':
      argumentsOf(property, 3, 3, 'tls CERT KEY CACERT')
      break
    case 'kubeconfig':
      argumentsOf(property, 1, 2, 'kubeconfig FILE [CONTEXT]')
      break
    case 'apiserver_qps': {
      const token = argumentOf(property, 'apiserver_qps NUMBER')
      if (!/^\d+(\.\d*)?$/.test(token.text)) {
        throw fault('invalid-value', `apiserver_qps must be a number, 0 or more, not "${token.text}".`, token.place)
      }
      break
    }
    default:
      integerOf(argumentOf(property, `${name} NUMBER`), name, 0, Number.MAX_SAFE_INTEGER)
  }
}

/** CoreDNS takes only what a selector of the Kubernetes API can say: no `!=`, `<` and `>`. */
function selectorOf(property: Property): Selector {
  const tokens = argumentsOf(property, 1, UNLIMITED, `${property.name.text} EXPRESSION`)
  const parsed = parseLabelSelector(tokens.map((token) => token.text).join(' '))
  const place = (tokens[0] ?? property.name).place
  if (isSyntaxError(parsed)) throw fault('invalid-selector', `${property.name.text}: ${parsed.reason}`, place)
  const foreign = parsed.comparisons.find((comparison) => ['!=', '<', '>'].includes(comparison))
  if (foreign !== undefined) {
    throw fault(
      'invalid-selector',
      `CoreDNS does not know "${foreign}" in ${property.name.text}; use "in (...)" or "notin (...)".`,
      place,
    )
  }
  return parsed.selector
}

function isSyntaxError(parsed: object): parsed is SelectorSyntaxError {
  return 'reason' in parsed
}

function checkTogether(stanza: Stanza, draft: Draft): void {
  if (draft.namespaces.length > 0 && draft.namespaceLabels !== undefined) {
    throw conflict(stanza, 'namespaces', 'namespaces and namespace_labels exclude each other; keep one of them.')
  }
  const foreign = draft.multicluster.find((zone) => !draft.zones.includes(zone))
  if (foreign !== undefined) {
    const known = draft.zones.join(', ')
    throw conflict(
      stanza,
      'multicluster',
      `multicluster names ${foreign}, which is not among the plugin's zones (${known}).`,
    )
  }
  if (draft.zonal && draft.noEndpoints) {
    throw conflict(stanza, 'zonal', 'zonal answers from endpoints, which noendpoints switches off; keep one of them.')
  }
}

function conflict(stanza: Stanza, property: string, message: string): Error {
  const line = stanza.properties.find((candidate) => candidate.name.text === property) ?? stanza
  return fault('conflicting-options', message, line.name.place)
}
