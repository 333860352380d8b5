import { addressFamily } from '#libs/ip-address'
import type { ObjectMeta } from '../objects/metadata.js'
import type { Service } from '../objects/service.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { readLoadBalancer } from './load-balancer.js'
import { readServicePorts } from './ports.js'
import { present } from './present.js'

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const

export function readService(object: FieldReader, meta: ObjectMeta, interner: Interner): Service {
  const spec = object.requiredObject('spec')
  const type = spec.choice('type', TYPES) ?? 'ClusterIP'
  const ipFamilies = readFamilies(spec)
  const externalName = spec.text('externalName')
  if (type === 'ExternalName' && externalName === undefined)
    spec.fail('externalName', 'is missing: a Service of type ExternalName needs the name to point at')
  return present<Service>({
    kind: 'Service',
    ...meta,
    type,
    clusterIPs: readClusterIPs(spec, ipFamilies),
    ipFamilies: interner.share(ipFamilies),
    ipFamilyPolicy: spec.choice('ipFamilyPolicy', ['SingleStack', 'PreferDualStack', 'RequireDualStack']),
    selector: interner.share(spec.stringMap('selector')),
    ports: interner.share(readServicePorts(spec)),
    externalName,
    externalIPs: spec.addresses('externalIPs'),
    publishNotReadyAddresses: spec.flag('publishNotReadyAddresses'),
    externalTrafficPolicy: readTrafficPolicy(spec, 'externalTrafficPolicy'),
    internalTrafficPolicy: readTrafficPolicy(spec, 'internalTrafficPolicy'),
    trafficDistribution: spec.text('trafficDistribution'),
    sessionAffinity: spec.choice('sessionAffinity', ['ClientIP', 'None']) === 'ClientIP' ? 'ClientIP' : undefined,
    loadBalancerClass: spec.text('loadBalancerClass'),
    loadBalancerIP: spec.text('loadBalancerIP'),
    loadBalancer: readLoadBalancer(object),
  })
}

function readFamilies(spec: FieldReader): Service['ipFamilies'] {
  const families = spec.texts('ipFamilies')
  families?.forEach((family, index) => {
    if (family !== 'IPv4' && family !== 'IPv6')
      spec.fail('ipFamilies', `is ${JSON.stringify(family)}; IPv4 or IPv6 is expected`, { index })
  })
  return families as Service['ipFamilies']
}

/** `clusterIPs`, whose first must be `clusterIP`; the API server holds the two together. */
function readClusterIPs(spec: FieldReader, families: Service['ipFamilies']): readonly string[] {
  const first = spec.text('clusterIP')
  const list = spec.texts('clusterIPs')?.filter((text) => text !== '') ?? []
  if (first !== undefined && list.length > 0 && list[0] !== first)
    spec.fail(
      'clusterIPs',
      `is ${JSON.stringify(list[0])}; the first must be spec.clusterIP, ${JSON.stringify(first)}`,
      {
        index: 0,
      },
    )
  const field = list.length > 0 ? 'clusterIPs' : 'clusterIP'
  const addresses = list.length > 0 || first === undefined ? list : [first]
  if (addresses.length === 1 && addresses[0] === 'None') return addresses
  addresses.forEach((text, index) => {
    const place = field === 'clusterIPs' ? index : undefined
    spec.checkAddress(field, text, families?.[index], place)
    if (index > 0 && addressFamily(text) === addressFamily(addresses[0] ?? ''))
      spec.fail(field, 'is of the same family as the first; at most one address of each family is expected', { index })
  })
  return addresses
}

/** Absent means Cluster. */
function readTrafficPolicy(spec: FieldReader, field: string): 'Local' | undefined {
  return spec.choice(field, ['Cluster', 'Local']) === 'Local' ? 'Local' : undefined
}
