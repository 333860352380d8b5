import type { ChangeEvidence, FieldManager } from '../commit.js'
import { KINDS, type Kind } from '../objects/kinds.js'
import type { ObjectMeta, OwnerReference } from '../objects/metadata.js'
import { isKeptAnnotation } from './annotations.js'
import type { FieldReader } from './field-reader.js'
import type { Interner } from './interner.js'
import { checkObjectName, labelField } from './object-names.js'
import { nonEmpty, present, type Unfinished } from './present.js'

const OPERATIONS = ['Apply', 'Update'] as const

/** What names an object. A namespaced object without a namespace is one of `default`, as kubectl would have it. */
export function readName(object: FieldReader, kind: Kind): { namespace: string; name: string } {
  const metadata = object.requiredObject('metadata')
  const name = metadata.text('name') ?? metadata.fail('name', `is missing: a ${kind} needs a name`)
  checkObjectName(metadata, kind, name)
  return { namespace: KINDS[kind].namespaced ? (labelField(metadata, 'namespace') ?? 'default') : '', name }
}

/** The metadata of every kind, written out field by field. Label maps, annotations and owners are shared. */
export function readMetadata(object: FieldReader, kind: Kind, interner: Interner): ObjectMeta {
  const { namespace, name } = readName(object, kind)
  const metadata = object.requiredObject('metadata')
  const meta: Unfinished<ObjectMeta> = { namespace: interner.text(namespace), name }
  const uid = metadata.text('uid')
  if (uid !== undefined) meta.uid = uid
  const createdAt = metadata.time('creationTimestamp')
  if (createdAt !== undefined) meta.createdAt = createdAt
  const deletedAt = metadata.time('deletionTimestamp')
  if (deletedAt !== undefined) meta.deletedAt = deletedAt
  const labels = interner.share(metadata.stringMap('labels'))
  if (labels !== undefined) meta.labels = labels
  const annotations = interner.share(metadata.stringMap('annotations', isKeptAnnotation))
  if (annotations !== undefined) meta.annotations = annotations
  const owners = interner.share(nonEmpty(metadata.objects('ownerReferences').map(readOwner)))
  if (owners !== undefined) meta.owners = owners
  return meta
}

/** What stands beside the change, not in the object; `undefined` when the object tells nothing. */
export function readEvidence(object: FieldReader, interner: Interner): ChangeEvidence | undefined {
  const metadata = object.requiredObject('metadata')
  const resourceVersion = metadata.text('resourceVersion')
  const entries = metadata.objects('managedFields')
  if (resourceVersion === undefined && entries.length === 0) return undefined
  const evidence: Unfinished<ChangeEvidence> = {}
  if (resourceVersion !== undefined) evidence.resourceVersion = resourceVersion
  if (entries.length > 0) evidence.managers = entries.map((entry) => readManager(entry, interner))
  return evidence
}

function readOwner(owner: FieldReader): OwnerReference {
  return present({
    kind: owner.requiredText('kind'),
    name: owner.requiredText('name'),
    uid: owner.text('uid'),
    controller: owner.flag('controller'),
  })
}

function readManager(entry: FieldReader, interner: Interner): FieldManager {
  const manager: Unfinished<FieldManager> = {
    name: interner.text(entry.text('manager') ?? 'unknown'),
    operation: entry.choice('operation', OPERATIONS) ?? 'Update',
  }
  const subresource = entry.text('subresource')
  if (subresource !== undefined) manager.subresource = subresource
  const time = entry.time('time')
  if (time !== undefined) manager.time = time
  return manager
}
