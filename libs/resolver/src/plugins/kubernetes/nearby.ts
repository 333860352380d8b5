import { isVisible, type ClusterState, type Service } from '#libs/cluster-model'
import type { Reason } from '#libs/dns-model'
import { isHeadless, isReady, type NameMeaning, type ServiceName } from '#libs/zone'
import { nearestSpelling } from '#libs/spelling'
import type { StanzaInquiry } from './stanza-inquiry.js'

/** More suggestions than these help nobody. */
const MOST_SUGGESTIONS = 3

/** What exists near a name that does not: the same Service elsewhere, a near spelling, its ports, its endpoints. */
export function nearbyReasons(inquiry: StanzaInquiry, meaning: NameMeaning): Reason[] {
  switch (meaning.kind) {
    case 'service':
      return aroundService(inquiry, meaning)
    case 'namespace':
    case 'pod':
      return inquiry.view.state.namespaceObjects.has(meaning.namespace) ? [] : [noNamespace(inquiry, meaning.namespace)]
    default:
      return []
  }
}

function aroundService(inquiry: StanzaInquiry, name: ServiceName): Reason[] {
  const { state } = inquiry.view
  if (!state.namespaceObjects.has(name.namespace)) {
    return [noNamespace(inquiry, name.namespace), ...elsewhere(inquiry, name)]
  }
  const service = state.namespaces.get(name.namespace)?.services.get(name.service)
  if (service === undefined) return [noService(inquiry, name), ...elsewhere(inquiry, name)]
  return withinService(inquiry, service, name)
}

function noNamespace(inquiry: StanzaInquiry, namespace: string): Reason {
  const visible = [...inquiry.view.state.namespaceObjects.keys()].filter((other) => isSeen(inquiry, other))
  const near = nearestSpelling(namespace, visible)
  return {
    code: 'no-such-namespace',
    text: `There is no namespace ${namespace}${near === undefined ? '' : `; did you mean ${near}?`}.`.replace(
      '?.',
      '?',
    ),
    namespace,
  }
}

function noService(inquiry: StanzaInquiry, { namespace, service }: ServiceName): Reason {
  const services = inquiry.view.state.namespaces.get(namespace)?.services
  const near = nearestSpelling(service, services?.keys() ?? [])
  const text = `Namespace ${namespace} has no Service ${service}`
  return near === undefined
    ? { code: 'no-such-service', text: `${text}.`, namespace }
    : {
        code: 'no-such-service',
        text: `${text}; did you mean ${near}?`,
        namespace,
        suggestion: nameIn(inquiry, near, namespace),
      }
}

/** The commonest mistake of all: a short name asked from another namespace. */
function elsewhere(inquiry: StanzaInquiry, { namespace, service }: ServiceName): Reason[] {
  const { state } = inquiry.view
  const found: string[] = []
  for (const [other, inNamespace] of state.namespaces) {
    if (other !== namespace && isSeen(inquiry, other) && inNamespace.services.has(service)) found.push(other)
  }
  return found
    .toSorted()
    .slice(0, MOST_SUGGESTIONS)
    .map((other) => ({
      code: 'exists-in-other-namespace',
      text: `Namespace ${other} has a Service ${service}; write ${service}.${other} to reach it.`,
      namespace: other,
      objects: [{ kind: 'Service', namespace: other, name: service }],
      suggestion: nameIn(inquiry, service, other),
    }))
}

function withinService(inquiry: StanzaInquiry, service: Service, name: ServiceName): Reason[] {
  const { namespace } = name
  const objects = [{ kind: 'Service', namespace, name: service.name }]
  if (service.type === 'ExternalName') {
    const text = `Service ${namespace}/${service.name} is an ExternalName: only its own name answers, and only when its target is a name.`
    return [{ code: 'external-name-only', text, namespace, objects }]
  }
  const endpoints = endpointCounts(inquiry.view.state, service)
  if (endpoints.ready === 0 && (isHeadless(service) || name.endpoint !== undefined)) {
    const text = `Service ${namespace}/${service.name} has no ready endpoint (${endpoints.all} in all)${endpoints.all === 0 ? ': does its selector match any pod?' : '.'}`
    return [{ code: 'no-ready-endpoints', text, namespace, objects }]
  }
  if (name.port !== undefined) {
    const ports = (service.ports ?? []).map((port) => `${port.name ?? '(unnamed)'}/${port.protocol.toLowerCase()}`)
    const text = `Service ${namespace}/${service.name} has no port ${name.port}/${name.protocol}; it has ${ports.join(', ') || 'none'}.`
    return [{ code: 'no-such-port', text, namespace, objects }]
  }
  if (name.endpoint !== undefined) {
    const text = `Service ${namespace}/${service.name} has ${endpoints.ready} ready endpoints, none of them named ${name.endpoint}.`
    return [{ code: 'no-such-endpoint', text, namespace, objects }]
  }
  if (!isHeadless(service) && (service.ports ?? []).length === 0) {
    const text = `Service ${namespace}/${service.name} has no ports, and without one CoreDNS gives it no records.`
    return [{ code: 'no-ports', text, namespace, objects }]
  }
  const text = `Service ${namespace}/${service.name} exists, but the Corefile's options leave it out.`
  return [{ code: 'left-out-by-options', text, namespace, objects }]
}

function endpointCounts(state: ClusterState, service: Service): { all: number; ready: number } {
  const slices = state.namespaces.get(service.namespace)?.slices.get(service.name)?.values() ?? []
  let all = 0
  let ready = 0
  for (const slice of slices) {
    all += slice.endpoints.length
    ready += slice.endpoints.filter(isReady).length
  }
  return { all, ready }
}

function nameIn(inquiry: StanzaInquiry, service: string, namespace: string): string {
  return `${service}.${namespace}.svc.${inquiry.zone}`
}

function isSeen(inquiry: StanzaInquiry, namespace: string): boolean {
  return inquiry.explain !== undefined && isVisible(inquiry.explain, namespace)
}
