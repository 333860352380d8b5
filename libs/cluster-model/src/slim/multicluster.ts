import type { ObjectMeta } from '../objects/metadata.js'
import type { ServiceExport, ServiceImport } from '../objects/multicluster.js'
import { findCondition } from './conditions.js'
import type { FieldReader } from './field-reader.js'
import { readServicePorts } from './ports.js'
import { nonEmpty, present } from './present.js'

export function readServiceImport(object: FieldReader, meta: ObjectMeta): ServiceImport {
  const spec = object.requiredObject('spec')
  const clusters = object.object('status')?.objects('clusters') ?? []
  return present<ServiceImport>({
    kind: 'ServiceImport',
    ...meta,
    type:
      spec.choice('type', ['ClusterSetIP', 'Headless']) ??
      spec.fail('type', 'is missing: ClusterSetIP or Headless is expected'),
    ips: spec.addresses('ips') ?? [],
    ports: readServicePorts(spec),
    clusters: nonEmpty(clusters.map((entry) => entry.requiredText('cluster'))),
  })
}

export function readServiceExport(object: FieldReader, meta: ObjectMeta): ServiceExport {
  const status = object.object('status')
  return present<ServiceExport>({
    kind: 'ServiceExport',
    ...meta,
    conflict: findCondition(status, 'Conflict')?.holds ? true : undefined,
    valid: findCondition(status, 'Valid')?.holds,
  })
}
