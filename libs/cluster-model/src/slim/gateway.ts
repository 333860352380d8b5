import type { ObjectMeta } from '../objects/metadata.js'
import type { Gateway, GatewayListener, GatewayRoute, RouteParent } from '../objects/routing.js'
import { findCondition, type Condition } from './conditions.js'
import type { FieldReader } from './field-reader.js'
import { readSelector } from './label-selector.js'
import { readPortNumber, requiredPortNumber } from './ports.js'
import { nonEmpty, present } from './present.js'

type RouteBackend = NonNullable<GatewayRoute['backends']>[number]

export function readGateway(object: FieldReader, meta: ObjectMeta): Gateway {
  const spec = object.requiredObject('spec')
  const addresses = object.object('status')?.objects('addresses') ?? []
  return present<Gateway>({
    kind: 'Gateway',
    ...meta,
    gatewayClass: spec.requiredText('gatewayClassName'),
    listeners: spec.objects('listeners').map(readListener),
    addresses: nonEmpty(
      addresses.map((entry) => ({ type: entry.text('type') ?? 'IPAddress', value: entry.requiredText('value') })),
    ),
  })
}

function readListener(listener: FieldReader): GatewayListener {
  const allowed = listener.object('allowedRoutes')
  const namespaces = allowed?.object('namespaces')
  const from = namespaces?.choice('from', ['All', 'Selector', 'Same', 'None'])
  return present({
    name: listener.requiredText('name'),
    hostname: listener.text('hostname'),
    port: requiredPortNumber(listener, 'port'),
    protocol: listener.requiredText('protocol'),
    allowedKinds: nonEmpty(allowed?.objects('kinds').map((kind) => kind.requiredText('kind')) ?? []),
    allowedFrom: from === 'Same' ? undefined : from,
    allowedSelector: namespaces && readSelector(namespaces, 'selector'),
  })
}

export function readRoute(kind: GatewayRoute['kind'], object: FieldReader, meta: ObjectMeta): GatewayRoute {
  const spec = object.requiredObject('spec')
  const accepted = readAccepted(object, meta.namespace)
  const backends = new Map<string, RouteBackend>()
  for (const rule of spec.objects('rules')) {
    for (const reference of rule.objects('backendRefs')) {
      if ((reference.text('kind') ?? 'Service') !== 'Service' || reference.text('group') !== undefined) continue
      const backend = readBackend(reference, meta.namespace)
      backends.set(JSON.stringify(backend), backend)
    }
  }
  return present<GatewayRoute>({
    kind,
    ...meta,
    hostnames: spec.texts('hostnames'),
    parents: nonEmpty(
      spec.objects('parentRefs').map((reference) => {
        const parent = readParent(reference, meta.namespace)
        const condition = accepted.get(JSON.stringify(parent))
        return present({ ...parent, accepted: condition?.holds, acceptedGeneration: condition?.observedGeneration })
      }),
    ),
    backends: nonEmpty([...backends.values()]),
    generation: object.requiredObject('metadata').integer('generation', 0, Number.MAX_SAFE_INTEGER),
  })
}

/** A parent without its status. Defaults (kind Gateway, the route's own namespace) are absent. */
function readParent(reference: FieldReader, routeNamespace: string): RouteParent {
  const kind = reference.text('kind')
  const namespace = reference.text('namespace')
  return present({
    kind: kind === 'Gateway' ? undefined : kind,
    namespace: namespace === routeNamespace ? undefined : namespace,
    name: reference.requiredText('name'),
    section: reference.text('sectionName'),
    port: readPortNumber(reference, 'port'),
  })
}

function readBackend(reference: FieldReader, routeNamespace: string): RouteBackend {
  const namespace = reference.text('namespace')
  return present({
    namespace: namespace === routeNamespace ? undefined : namespace,
    name: reference.requiredText('name'),
    port: readPortNumber(reference, 'port'),
  })
}

/** The Accepted condition of each parent in the status. Of several controllers at one parent, one that accepts is enough. */
function readAccepted(object: FieldReader, routeNamespace: string): ReadonlyMap<string, Condition> {
  const byParent = new Map<string, Condition>()
  for (const parent of object.object('status')?.objects('parents') ?? []) {
    const key = JSON.stringify(readParent(parent.requiredObject('parentRef'), routeNamespace))
    const condition = findCondition(parent, 'Accepted')
    if (condition !== undefined && !byParent.get(key)?.holds) byParent.set(key, condition)
  }
  return byParent
}
