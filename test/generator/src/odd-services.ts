import fc from 'fast-check'
import {
  IMPORT_NAME_LABEL,
  SERVICE_NAME_LABEL,
  SOURCE_CLUSTER_LABEL,
  type Endpoint,
  type EndpointPort,
  type EndpointSlice,
  type Service,
  type ServiceImport,
  type ServicePort,
} from '#libs/cluster-model'
import {
  anyFlag,
  anyIPv4,
  anyIPv6,
  anyLabels,
  anyNamespace,
  anyPodName,
  anyPortName,
  anyPortNumber,
  anyProtocol,
  anyServiceName,
  anySliceName,
  anyTime,
  CLUSTERS,
  EXTERNAL_NAMES,
  HOSTNAMES,
  oftenTheFirst,
} from './odd-pools.js'

const ZONES = ['europe-1a', 'a.b'] as const

/** One port without a name, or up to three named ones: several may share a number, or a name under another protocol. */
const anyServicePorts: fc.Arbitrary<ServicePort[]> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ protocol: anyProtocol, port: anyPortNumber }).map((port) => [port]) },
  {
    weight: 4,
    arbitrary: fc.array(
      fc.record(
        {
          name: anyPortName,
          protocol: anyProtocol,
          port: anyPortNumber,
          targetPort: fc.constantFrom('http', 9090),
        },
        { requiredKeys: ['name', 'protocol', 'port'] },
      ),
      { maxLength: 3 },
    ),
  },
)

const anyClusterIPs: fc.Arbitrary<string[]> = fc.oneof<fc.MaybeWeightedArbitrary<string[]>[]>(
  { weight: 6, arbitrary: fc.constant<string[]>(['None']) },
  { weight: 3, arbitrary: anyIPv4.map((address) => [address]) },
  anyIPv6.map((address) => [address]),
  fc.tuple(anyIPv4, anyIPv6).map((addresses) => [...addresses]),
  fc.tuple(anyIPv6, anyIPv4).map((addresses) => [...addresses]),
  fc.constant([]),
)

/** Services of every type, with odd cluster IPs and ports. */
export const anyService: fc.Arbitrary<Service> = fc
  .record({
    metadata: fc.record({ namespace: anyNamespace, name: anyServiceName, createdAt: anyTime }),
    labels: anyLabels,
    isExternal: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    externalName: fc.constantFrom(...EXTERNAL_NAMES),
    clusterIPs: anyClusterIPs,
    type: fc.constantFrom('ClusterIP' as const, 'NodePort' as const, 'LoadBalancer' as const),
    ports: anyServicePorts,
    options: fc.record(
      {
        publishNotReadyAddresses: anyFlag,
        selector: fc.constant({ colour: 'blue' }),
        externalIPs: anyIPv4.map((address) => [address]),
        loadBalancer: fc.constantFrom([{ ip: '203.0.113.7' }], [{ hostname: 'lb.example.com' }]),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ metadata, labels, isExternal, externalName, clusterIPs, type, ports, options }) => ({
    kind: 'Service',
    ...metadata,
    ...(labels === undefined ? {} : { labels }),
    ...(isExternal ? { type: 'ExternalName', clusterIPs: [], externalName } : { type, clusterIPs }),
    ...(ports.length === 0 ? {} : { ports }),
    ...options,
  }))

const anyEndpointPort: fc.Arbitrary<EndpointPort> = fc.record(
  {
    name: anyPortName,
    protocol: anyProtocol,
    port: anyPortNumber,
  },
  { requiredKeys: ['protocol'] },
)

/** Endpoints of one slice: most are ready. */
function anyEndpoints(address: fc.Arbitrary<string>): fc.Arbitrary<Endpoint[]> {
  const fields = {
    addresses: fc.array(address, { minLength: 1, maxLength: 2 }),
    hostname: oftenTheFirst(HOSTNAMES),
    node: fc.constantFrom('node-1', 'node-2'),
    zone: fc.constantFrom(...ZONES),
    target: anyPodName.map((name) => ({ kind: 'Pod', name })),
  }
  const conditions = { ready: fc.constant(false), serving: fc.boolean(), terminating: anyFlag }
  const endpoint: fc.Arbitrary<Endpoint> = fc.oneof(
    { weight: 3, arbitrary: fc.record(fields, { requiredKeys: ['addresses'] }) },
    { weight: 1, arbitrary: fc.record({ ...fields, ...conditions }, { requiredKeys: ['addresses', 'ready'] }) },
  )
  return fc.array(endpoint, { maxLength: 5, size: 'max' })
}

/** Labels that join a slice to a Service, to a ServiceImport of some cluster, or to nothing. */
const anySliceLabels: fc.Arbitrary<EndpointSlice['labels']> = fc.oneof(
  { weight: 6, arbitrary: anyServiceName.map((name) => ({ [SERVICE_NAME_LABEL]: name })) },
  { weight: 1, arbitrary: anyServiceName.map((name) => ({ colour: 'blue', [SERVICE_NAME_LABEL]: name })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyServiceName, fc.constantFrom(...CLUSTERS))
      .map(([name, cluster]) => ({ [IMPORT_NAME_LABEL]: name, [SOURCE_CLUSTER_LABEL]: cluster })),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
)

/** Slices of both families, some without Service, endpoints or ports; endpoints not ready, terminating, of one name or address. */
export const anySlice: fc.Arbitrary<EndpointSlice> = fc
  .record({
    metadata: fc.record({ namespace: anyNamespace, name: anySliceName, createdAt: anyTime }),
    labels: anySliceLabels,
    ports: fc.array(anyEndpointPort, { maxLength: 3 }),
    body: fc.oneof(
      fc.record({
        addressType: fc.constant('IPv4' as const),
        endpoints: anyEndpoints(anyIPv4),
      }),
      fc.record({
        addressType: fc.constant('IPv6' as const),
        endpoints: anyEndpoints(anyIPv6),
      }),
    ),
  })
  .map(({ metadata, labels, ports, body }) => ({
    kind: 'EndpointSlice',
    ...metadata,
    ...(labels === undefined ? {} : { labels }),
    ...(ports.length === 0 ? {} : { ports }),
    ...body,
  }))

export const anyServiceImport: fc.Arbitrary<ServiceImport> = fc
  .record({
    metadata: fc.record({ namespace: anyNamespace, name: anyServiceName, createdAt: anyTime }),
    body: fc.oneof(
      fc.record({ type: fc.constant('ClusterSetIP' as const), ips: fc.array(anyIPv4, { minLength: 1, maxLength: 2 }) }),
      fc.record({ type: fc.constant('Headless' as const), ips: fc.constant([]) }),
    ),
    ports: anyServicePorts,
    clusters: fc.subarray([...CLUSTERS]),
  })
  .map(({ metadata, body, ports, clusters }) => ({
    kind: 'ServiceImport',
    ...metadata,
    ...body,
    ...(ports.length === 0 ? {} : { ports }),
    ...(clusters.length === 0 ? {} : { clusters }),
  }))
