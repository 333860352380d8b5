export type { ClusterView, RecordDelta } from './cluster-view.js'
export { isMulticluster, isReverseZone, matchZone, stanzaOf, zoneOf, type Stanza, type Zone } from './zone.js'
export { neededKinds } from './needed-kinds.js'
export type { VersionRules } from './version-rules.js'
export { parseName, type GrammarOptions, type NameMeaning, type ServiceName } from './name-grammar.js'
export type { Hit, LookUp } from './hit.js'
export { isHeadless, lookUp, lookUpImport } from './look-up.js'
export { reverseLookUp, type ReverseHit } from './reverse-look-up.js'
export { inNameOrder as slicesInOrder } from './slice-order.js'
export { isExposed, isSelected, matchesSelector } from './exposure.js'
export { dashedAddress, endpointName, isReady } from './endpoint-names.js'
export type { ZoneRecord } from './zone-record.js'
export { recordId } from './inventory/record-id.js'
export { parseRecordFilter, type RawRecordFilter, type RecordFilter } from './inventory/record-filter.js'
export { countRecords } from './inventory/count-records.js'
export { listRecords } from './inventory/list-records.js'
export {
  pageRecords,
  presentZoneRecord,
  type PageRequest,
  type PresentedZoneRecord,
  type RecordPage,
} from './inventory/record-page.js'
export { deltaRecords, recordDifference, type RecordDifference } from './inventory/record-difference.js'
