import type { ObjectMeta } from '../objects/metadata.js'
import type { AdminPeer, AdminPolicy, AdminPort, AdminRule } from '../objects/network-policy.js'
import type { FieldReader } from './field-reader.js'
import { readSelector } from './label-selector.js'
import { readCidr } from './network-policy.js'
import { HIGHEST_PORT, readPortNumber, readProtocol } from './ports.js'
import { nonEmpty, present } from './present.js'

const PEER_FIELDS = new Set(['namespaces', 'pods', 'networks', 'nodes', 'domainNames'])
const HIGHEST_PRIORITY = 1000
const TRANSPORTS = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const

/** Both forms of policy.networking.k8s.io: v1alpha1 with one kind per tier, v1alpha2 with one kind for both. */
export function readAdminPolicy(kind: AdminPolicy['kind'], object: FieldReader, meta: ObjectMeta): AdminPolicy {
  const spec = object.requiredObject('spec')
  const readRules = (field: string, peers: string) => nonEmpty(spec.objects(field).map((rule) => readRule(rule, peers)))
  return present<AdminPolicy>({
    kind,
    ...meta,
    tier: readTier(kind, spec),
    // There is only one BaselineAdminNetworkPolicy, so it has no priority.
    priority: kind === 'BaselineAdminNetworkPolicy' ? 0 : readPriority(spec),
    subject: readPeer(spec.requiredObject('subject')),
    ingress: readRules('ingress', 'from'),
    egress: readRules('egress', 'to'),
  })
}

function readTier(kind: AdminPolicy['kind'], spec: FieldReader): AdminPolicy['tier'] {
  if (kind === 'AdminNetworkPolicy') return 'Admin'
  if (kind === 'BaselineAdminNetworkPolicy') return 'Baseline'
  return spec.choice('tier', ['Admin', 'Baseline']) ?? spec.fail('tier', 'is missing: Admin or Baseline is expected')
}

function readPriority(spec: FieldReader): number {
  return spec.integer('priority', 0, HIGHEST_PRIORITY) ?? spec.fail('priority', 'is missing')
}

function readRule(rule: FieldReader, peers: string): AdminRule {
  const action = rule.choice('action', ['Allow', 'Accept', 'Deny', 'Pass']) ?? rule.fail('action', 'is missing')
  const ports = [...rule.objects('ports').map(readPort), ...rule.objects('protocols').map(readProtocolMatch)]
  return present({
    name: rule.text('name'),
    action: action === 'Accept' ? 'Allow' : action,
    peers: rule.objects(peers).map(readPeer),
    ports: nonEmpty(ports),
  })
}

/** A subject or a peer. An empty peer stays empty: the API server drops fields that it does not know, so it must fail closed. */
function readPeer(peer: FieldReader): AdminPeer {
  const pods = peer.object('pods')
  return present<AdminPeer>({
    namespaces: readSelector(peer, 'namespaces'),
    pods: pods && {
      namespaceSelector: readSelector(pods, 'namespaceSelector') ?? {},
      podSelector: readSelector(pods, 'podSelector') ?? {},
    },
    networks: readNetworks(peer),
    nodes: readSelector(peer, 'nodes'),
    domainNames: peer.texts('domainNames'),
    unknown: nonEmpty(peer.fieldNames.filter((field) => !PEER_FIELDS.has(field)).sort()),
  })
}

function readNetworks(peer: FieldReader): readonly string[] | undefined {
  const networks = peer.texts('networks')
  networks?.forEach((text, index) => readCidr(peer, 'networks', text, index))
  return networks
}

/** v1alpha1: exactly one of a number, a range and a name. */
function readPort(reader: FieldReader): AdminPort {
  const number = reader.object('portNumber')
  if (number !== undefined) return { protocol: readProtocol(number), port: readPortNumber(number, 'port') }
  const range = reader.object('portRange')
  if (range !== undefined) return { protocol: readProtocol(range), ...readRange(range) }
  return { name: reader.requiredText('namedPort') }
}

/** v1alpha2: a transport with or without a port, or a name. */
function readProtocolMatch(reader: FieldReader): AdminPort {
  for (const [field, protocol] of Object.entries(TRANSPORTS)) {
    const transport = reader.object(field)
    if (transport === undefined) continue
    const port = transport.object('destinationPort')
    const range = port?.object('range')
    return present<AdminPort>({
      protocol,
      ...(range === undefined ? { port: port && readPortNumber(port, 'number') } : readRange(range)),
    })
  }
  return { name: reader.requiredText('destinationNamedPort') }
}

function readRange(range: FieldReader): { port: number; endPort: number } {
  const port = range.integer('start', 1, HIGHEST_PORT) ?? range.fail('start', 'is missing')
  const endPort = range.integer('end', port, HIGHEST_PORT) ?? range.fail('end', 'is missing')
  return { port, endPort }
}
