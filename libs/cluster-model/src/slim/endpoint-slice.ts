import type { Endpoint, EndpointPort, EndpointSlice } from '../objects/endpoint-slice.js'
import type { ObjectMeta } from '../objects/metadata.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { labelField } from './object-names.js'
import { readPortNumber, readProtocol } from './ports.js'
import { nonEmpty, present, type Unfinished } from './present.js'

export function readEndpointSlice(object: FieldReader, meta: ObjectMeta, interner: Interner): EndpointSlice {
  const addressType =
    object.choice('addressType', ['IPv4', 'IPv6', 'FQDN']) ??
    object.fail('addressType', 'is missing: IPv4, IPv6 or FQDN is expected')
  return present<EndpointSlice>({
    kind: 'EndpointSlice',
    ...meta,
    addressType,
    ports: interner.share(nonEmpty(object.objects('ports').map(readEndpointPort))),
    endpoints: object.objects('endpoints').map((endpoint) => readEndpoint(endpoint, addressType, interner)),
  })
}

/** A port of a slice or of a v1 Endpoints. */
export function readEndpointPort(port: FieldReader): EndpointPort {
  return present({
    name: labelField(port, 'name'),
    protocol: readProtocol(port),
    port: readPortNumber(port, 'port'),
    appProtocol: port.text('appProtocol'),
  })
}

/** The object behind an endpoint. */
export function readTarget(owner: FieldReader, interner: Interner): Endpoint['target'] {
  const target = owner.object('targetRef')
  const name = target?.text('name')
  if (target === undefined || name === undefined) return undefined
  return present({ kind: interner.text(target.text('kind') ?? 'Pod'), name, uid: target.text('uid') })
}

/** Written out field by field: a large cluster has hundreds of thousands of endpoints. */
function readEndpoint(reader: FieldReader, type: EndpointSlice['addressType'], interner: Interner): Endpoint {
  const addresses = type === 'FQDN' ? reader.texts('addresses') : reader.addresses('addresses', type)
  const endpoint: Unfinished<Endpoint> = {
    addresses: addresses ?? reader.fail('addresses', 'is missing: an endpoint has at least one address'),
  }
  const conditions = reader.object('conditions')
  const ready = conditions?.boolean('ready') ?? true
  const serving = conditions?.boolean('serving') ?? ready
  if (!ready) endpoint.ready = false
  if (serving !== ready) endpoint.serving = serving
  if (conditions?.flag('terminating')) endpoint.terminating = true
  const hostname = labelField(reader, 'hostname')
  if (hostname !== undefined) endpoint.hostname = hostname
  const node = interner.text(reader.text('nodeName'))
  if (node !== undefined) endpoint.node = node
  const zone = interner.text(reader.text('zone'))
  if (zone !== undefined) endpoint.zone = zone
  const target = readTarget(reader, interner)
  if (target !== undefined) endpoint.target = target
  const hints = reader.object('hints')
  if (hints !== undefined) {
    const zoneHints = readHints(hints, 'forZones', interner)
    if (zoneHints !== undefined) endpoint.zoneHints = zoneHints
    const nodeHints = readHints(hints, 'forNodes', interner)
    if (nodeHints !== undefined) endpoint.nodeHints = nodeHints
  }
  return endpoint
}

function readHints(hints: FieldReader, field: string, interner: Interner): readonly string[] | undefined {
  return interner.share(nonEmpty(hints.objects(field).map((hint) => hint.requiredText('name'))))
}
