import type { EndpointAddress, Endpoints } from '../objects/endpoint-slice.js'
import type { ObjectMeta } from '../objects/metadata.js'
import { readEndpointPort, readTarget } from './endpoint-slice.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { labelField } from './object-names.js'
import { present } from './present.js'

/** v1 Endpoints: what a Service without a selector may be given by hand. */
export function readEndpoints(object: FieldReader, meta: ObjectMeta, interner: Interner): Endpoints {
  const readAddresses = (subset: FieldReader, field: string) =>
    subset.objects(field).map((address) => readEndpointAddress(address, interner))
  return present<Endpoints>({
    kind: 'Endpoints',
    ...meta,
    subsets: object.objects('subsets').map((subset) => ({
      addresses: readAddresses(subset, 'addresses'),
      notReadyAddresses: readAddresses(subset, 'notReadyAddresses'),
      ports: interner.share(subset.objects('ports').map(readEndpointPort)),
    })),
  })
}

function readEndpointAddress(reader: FieldReader, interner: Interner): EndpointAddress {
  return present<EndpointAddress>({
    ip: reader.address('ip') ?? reader.fail('ip', 'is missing'),
    hostname: labelField(reader, 'hostname'),
    node: interner.text(reader.text('nodeName')),
    target: readTarget(reader, interner),
  })
}
