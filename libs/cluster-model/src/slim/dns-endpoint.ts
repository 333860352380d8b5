import type { ObjectMeta } from '../objects/metadata.js'
import type { DeclaredEndpoint, DnsEndpoint } from '../objects/multicluster.js'
import type { FieldReader } from './field-reader.js'
import { nonEmpty, present } from './present.js'

export function readDnsEndpoint(object: FieldReader, meta: ObjectMeta): DnsEndpoint {
  return present<DnsEndpoint>({
    kind: 'DNSEndpoint',
    ...meta,
    endpoints: object.object('spec')?.objects('endpoints').map(readEndpoint) ?? [],
  })
}

function readEndpoint(reader: FieldReader): DeclaredEndpoint {
  const properties = reader.objects('providerSpecific')
  return present({
    dnsName: reader.requiredText('dnsName'),
    recordType: reader.requiredText('recordType'),
    targets: reader.texts('targets') ?? [],
    ttl: reader.integer('recordTTL', 0, Number.MAX_SAFE_INTEGER) || undefined,
    setIdentifier: reader.text('setIdentifier'),
    labels: reader.stringMap('labels'),
    providerSpecific: nonEmpty(
      properties.map((entry) => ({ name: entry.requiredText('name'), value: entry.text('value') ?? '' })),
    ),
  })
}
