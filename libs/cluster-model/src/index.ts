export type * from './objects/metadata.js'
export type * from './objects/service.js'
export type * from './objects/endpoint-slice.js'
export type * from './objects/pod.js'
export type * from './objects/workload.js'
export type * from './objects/cluster-scoped.js'
export type * from './objects/config.js'
export type * from './objects/network-policy.js'
export type * from './objects/routing.js'
export type * from './objects/multicluster.js'
export { FIELD_SET_VERSION, KINDS, isWorkload, type Kind, type ObjectOf, type SlimObject } from './objects/kinds.js'
export { isCoreDnsImage } from './objects/core-dns-image.js'
export { compareRevisions, parseRevision, revisionText, type Revision } from './revision.js'
export {
  ageingChanges,
  coverageChanges,
  isSettled,
  isSynced,
  losingChanges,
  staleSince,
  withCoverage,
  type Coverage,
  type KindCoverage,
} from './coverage.js'
export { cursorRevision, PageCursors, type ListPlace } from './page-cursor.js'
export { FULL_SCOPE, isVisible, scopeKey, scopeOf, type Scope } from './scope.js'
export {
  objectText,
  type ChangeEvidence,
  type Commit,
  type CoverageChange,
  type FieldManager,
  type ObjectChange,
  type ObjectKey,
  type Observation,
  type Origin,
} from './commit.js'
export { INITIAL_SERIALS, type Serials } from './serials.js'
export {
  EMPTY_NAMESPACE,
  EMPTY_STATE,
  allObjects,
  findObject,
  objectsOfKind,
  slicesOf,
  type ClusterState,
  type NamespaceState,
  type SlicesByName,
} from './state/cluster-state.js'
export { NameMap } from './state/name-map.js'
export { UNUSED, type AddressUse, type AddressUser, type SliceUser } from './state/address-index.js'
export {
  IMPORT_NAME_LABEL,
  SERVICE_NAME_LABEL,
  SOURCE_CLUSTER_LABEL,
  importOf,
  serviceOf,
} from './state/slice-owner.js'
export { StateDraft, applyChanges } from './state/state-draft.js'
export { changesBetween } from './state/state-difference.js'
export { changeTo, keyOf, keyText, sameValue } from './object-change.js'
export type { Sink, Source, SourceProblem } from './source.js'
export { Interner } from './slim/interner.js'
export { isDnsLabel, isDnsSubdomain } from './slim/object-names.js'
export { NAMESPACE_NAME_LABEL } from './slim/cluster-scoped.js'
export { listItems } from './slim/list-items.js'
export {
  objectKey,
  slimObject,
  type KeyResult,
  type ObjectProblem,
  type SlimOptions,
  type SlimResult,
  type UnknownKind,
} from './slim/slim-object.js'
