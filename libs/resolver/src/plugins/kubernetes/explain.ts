import { isVisible, slicesOf, type Scope } from '#libs/cluster-model'
import type { ObjectReference, Reason, ResourceRecord } from '#libs/dns-model'
import { isHeadless, isReady, slicesInOrder, type NameMeaning, type ServiceName } from '#libs/zone'
import { nearbyReasons } from './nearby.js'
import type { StanzaInquiry } from './stanza-inquiry.js'

/** Why the name has this data: the object, the rule, the TTL. */
export function explainFound(inquiry: StanzaInquiry, answer: readonly ResourceRecord[]): Reason[] {
  const { meaning } = inquiry
  const { type, name } = inquiry.question
  const ttl = `TTL ${answer[0]?.ttl ?? inquiry.stanza.plugin.ttl} s`
  if (type === 'PTR') return answer.map((record) => reverseReason(record, ttl))
  switch (meaning.kind) {
    case 'service':
      return inScope(inquiry.explain, serviceReasons(inquiry, meaning, ttl))
    case 'pod':
      return inScope(inquiry.explain, [podReason(inquiry, meaning, ttl)])
    case 'dns-version':
      return [{ code: 'dns-version', text: `${name} gives the version of the DNS schema; its TTL is fixed, ${ttl}.` }]
    default:
      return [{ code: 'zone-record', text: `${name} is a name of the zone ${inquiry.zone} itself, ${ttl}.` }]
  }
}

/** Why the name exists but has no data of this type. */
export function explainNoData(inquiry: StanzaInquiry): Reason[] {
  const { meaning } = inquiry
  const { type } = inquiry.question
  if (meaning.kind === 'service') {
    const what = serviceText(meaning)
    const text = `${what} exists, but has no ${type} record${familyHint(inquiry, meaning)}.`
    return inScope(inquiry.explain, [
      { code: 'no-data', text, namespace: meaning.namespace, objects: [serviceReference(meaning)] },
    ])
  }
  const namespace = 'namespace' in meaning ? { namespace: meaning.namespace } : undefined
  return inScope(inquiry.explain, [
    { code: 'no-data', text: `${inquiry.question.name} exists, but has no ${type} record.`, ...namespace },
  ])
}

/** Why the name does not exist: what was looked for, and what exists nearby. */
export function explainMissing(inquiry: StanzaInquiry): Reason[] {
  const { meaning } = inquiry
  return inScope(inquiry.explain, [lookedFor(inquiry, meaning), ...nearbyReasons(inquiry, meaning)])
}

function lookedFor(inquiry: StanzaInquiry, meaning: NameMeaning): Reason {
  const { name } = inquiry.question
  const { zone } = inquiry
  switch (meaning.kind) {
    case 'service':
      return {
        code: 'looked-for-service',
        text: `${name} would be ${serviceText(meaning)}.`,
        namespace: meaning.namespace,
      }
    case 'pod': {
      const off = inquiry.stanza.plugin.pods === 'disabled'
      return {
        code: off ? 'pod-names-disabled' : 'looked-for-pod',
        text: off
          ? `${name} is a pod's name, and the Corefile leaves \`pods\` disabled.`
          : `${name} would be the pod with address ${meaning.label.replaceAll('-', '.')} in namespace ${meaning.namespace}.`,
        namespace: meaning.namespace,
      }
    }
    case 'namespace':
      return {
        code: 'looked-for-namespace',
        text: `${name} would be namespace ${meaning.namespace}, which does not exist or is not exposed.`,
        namespace: meaning.namespace,
      }
    default:
      return inquiry.question.type === 'PTR' || zone.endsWith('.arpa.')
        ? { code: 'address-unused', text: `No Service and no ready endpoint has the address that ${name} stands for.` }
        : {
            code: 'no-such-form',
            text: `${name} has no form that a cluster name can have: SERVICE.NAMESPACE.svc.${zone}, with an endpoint or _port._protocol before it.`,
          }
  }
}

function serviceReasons(inquiry: StanzaInquiry, name: ServiceName, ttl: string): Reason[] {
  const { view, stanza } = inquiry
  const { namespace } = name
  const service = view.state.namespaces.get(namespace)?.services.get(name.service)
  const rule = `${ttl} from the plugin's ttl ${stanza.plugin.ttl}`
  const objects: ObjectReference[] = [serviceReference(name)]
  if (service === undefined) {
    return [
      { code: 'service-import', text: `ServiceImport ${namespace}/${name.service} gives it; ${rule}.`, namespace },
    ]
  }
  if (service.type === 'ExternalName') {
    const text = `Service ${namespace}/${name.service} is an alias (ExternalName) of ${service.externalName}; ${rule}.`
    return [{ code: 'external-name', text, namespace, objects }]
  }
  if (name.endpoint !== undefined) {
    const text = `Service ${namespace}/${name.service} has a ready endpoint named ${name.endpoint}; ${rule}.`
    return [{ code: 'endpoint', text, namespace, objects }]
  }
  if (!isHeadless(service)) {
    const addresses = service.clusterIPs.join(' and ')
    const text = `Service ${namespace}/${name.service} has the cluster IP ${addresses}; ${rule}.`
    return [{ code: 'cluster-ip', text, namespace, objects }]
  }
  const slices = slicesInOrder(slicesOf(view.state, namespace, name.service))
  const ready = slices.reduce((sum, slice) => sum + slice.endpoints.filter(isReady).length, 0)
  const text = `Service ${namespace}/${name.service} is headless, so its name leads to its ${ready} ready ${ready === 1 ? 'endpoint' : 'endpoints'}; ${rule}.`
  const references = slices.map(({ kind, name: slice }): ObjectReference => ({ kind, namespace, name: slice }))
  return [{ code: 'headless', text, namespace, objects: [...objects, ...references] }]
}

function podReason(
  inquiry: StanzaInquiry,
  { namespace, label }: { namespace: string; label: string },
  ttl: string,
): Reason {
  const verified = inquiry.stanza.plugin.pods === 'verified'
  const text = verified
    ? `A pod of namespace ${namespace} has this address (\`pods verified\`); ${ttl}.`
    : `The label ${label} itself is the answer (\`pods insecure\`): no pod needs to have that address; ${ttl}.`
  return { code: verified ? 'pod-verified' : 'pod-insecure', text, namespace }
}

function reverseReason({ data, namespace }: ResourceRecord, ttl: string): Reason {
  const target = data.type === 'PTR' ? data.target : ''
  const text = `The address belongs to ${target}; ${ttl}.`
  return { code: 'reverse', text, ...(namespace === undefined ? undefined : { namespace }) }
}

/** A Service of one family asked for the other is the commonest NODATA of all: every client asks A and AAAA together. */
function familyHint(inquiry: StanzaInquiry, name: ServiceName): string {
  const { type } = inquiry.question
  if (type !== 'A' && type !== 'AAAA') return ''
  const service = inquiry.view.state.namespaces.get(name.namespace)?.services.get(name.service)
  return service?.type === 'ExternalName'
    ? `: its target ${service.externalName} gives no address`
    : `: it has no ${type === 'A' ? 'IPv4' : 'IPv6'} address`
}

function serviceText({ namespace, service, port, protocol, endpoint }: ServiceName): string {
  const of = `Service ${namespace}/${service}`
  if (endpoint !== undefined) return `endpoint ${endpoint} of ${of}`
  return port === undefined ? of : `port ${port}/${protocol} of ${of}`
}

function serviceReference({ namespace, service }: ServiceName): ObjectReference {
  return { kind: 'Service', namespace, name: service }
}

function inScope(scope: Scope | undefined, reasons: readonly Reason[]): Reason[] {
  return reasons.filter((reason) => scope !== undefined && isVisible(scope, reason.namespace))
}
