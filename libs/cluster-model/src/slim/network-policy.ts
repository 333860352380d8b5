import { networkContains, parseNetwork } from '#libs/ip-address'
import type { ObjectMeta } from '../objects/metadata.js'
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from '../objects/network-policy.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { readSelector } from './label-selector.js'
import { HIGHEST_PORT, readPortReference, readProtocol } from './ports.js'
import { nonEmpty, present } from './present.js'

export function readNetworkPolicy(object: FieldReader, meta: ObjectMeta, interner: Interner): NetworkPolicy {
  const spec = object.object('spec')
  const readRules = (field: string, peers: string) =>
    nonEmpty(spec?.objects(field).map((rule) => readRule(rule, peers)) ?? [])
  return present<NetworkPolicy>({
    kind: 'NetworkPolicy',
    ...meta,
    podSelector: interner.share(spec === undefined ? {} : (readSelector(spec, 'podSelector') ?? {})),
    policyTypes: spec && readPolicyTypes(spec),
    ingress: readRules('ingress', 'from'),
    egress: readRules('egress', 'to'),
  })
}

function readPolicyTypes(spec: FieldReader): NetworkPolicy['policyTypes'] {
  const types = spec.texts('policyTypes')
  types?.forEach((type, index) => {
    if (type !== 'Ingress' && type !== 'Egress')
      spec.fail('policyTypes', `is ${JSON.stringify(type)}; Ingress or Egress is expected`, { index })
  })
  return types as NetworkPolicy['policyTypes']
}

/** An empty list of peers or ports means the same as an absent one: all. */
function readRule(rule: FieldReader, peers: string): NetworkPolicyRule {
  return present({
    peers: nonEmpty(rule.objects(peers).map(readPeer)),
    ports: nonEmpty(rule.objects('ports').map(readPort)),
  })
}

function readPeer(peer: FieldReader): NetworkPolicyPeer {
  return present({
    podSelector: readSelector(peer, 'podSelector'),
    namespaceSelector: readSelector(peer, 'namespaceSelector'),
    ipBlock: readIpBlock(peer),
  })
}

function readIpBlock(peer: FieldReader): NetworkPolicyPeer['ipBlock'] {
  const block = peer.object('ipBlock')
  if (block === undefined) return undefined
  const cidr = block.requiredText('cidr')
  const network = readCidr(block, 'cidr', cidr)
  const except = block.texts('except')
  except?.forEach((text, index) => {
    const inner = readCidr(block, 'except', text, index)
    if (inner.prefix < network.prefix || !networkContains(network, inner.base))
      block.fail('except', `is ${JSON.stringify(text)}; a range within ${cidr} is expected`, { index })
  })
  return present({ cidr, except })
}

/** A range in CIDR form. */
export function readCidr(owner: FieldReader, field: string, text: string, index?: number) {
  const network = text.includes('/') ? parseNetwork(text) : undefined
  return (
    network ??
    owner.fail(field, `is ${JSON.stringify(text)}; a range such as 10.0.0.0/8 is expected`, {
      index,
      code: 'invalid-address',
    })
  )
}

function readPort(reader: FieldReader): NetworkPolicyPort {
  const protocol = readProtocol(reader)
  const port = readPortReference(reader, 'port')
  const endPort = reader.integer('endPort', 1, HIGHEST_PORT)
  if (endPort !== undefined && (typeof port !== 'number' || endPort < port))
    reader.fail('endPort', `is ${endPort}; it needs a port number at most as high`)
  return present({ protocol: protocol === 'TCP' ? undefined : protocol, port, endPort })
}
