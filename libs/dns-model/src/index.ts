export {
  MAX_LABEL_OCTETS,
  MAX_NAME_OCTETS,
  compareNames,
  isAtOrUnder,
  isAtOrUnderAny,
  joinLabels,
  labelBytes,
  labelStart,
  labelText,
  nameKey,
  parseDomainName,
  splitLabels,
  type DomainName,
} from './domain-name.js'
export { RECORD_TYPES, codeOfType, parseRecordType, recordTypeOf, type RecordType } from './record-type.js'
export { dataText, type OpaqueData, type RecordData } from './record-data.js'
export { addressOfReverseName, reverseName } from './reverse-name.js'
export {
  RESPONSE_CODES,
  outcomeOf,
  type Answer,
  type ExtendedError,
  type ObjectReference,
  type Outcome,
  type Question,
  type Reason,
  type ResourceRecord,
  type ResponseCode,
} from './answer.js'
export { presentRecord, type PresentedRecord } from './presented-record.js'
