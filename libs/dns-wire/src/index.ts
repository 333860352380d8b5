export { decodeQuery, type DecodedQuery, type Query } from './query.js'
export { encodeAnswer, encodeWithin, type AnswerTransport } from './answer.js'
export { transferMessages } from './transfer-messages.js'
export {
  decodeMessage,
  encodeMessage,
  encodeQuery,
  type DecodedMessage,
  type Message,
  type OutgoingQuery,
} from './message.js'
export { OPCODES, type Flags } from './header.js'
export { EDNS_OPTIONS, type Edns, type EdnsOption } from './edns.js'
export type { WireQuestion } from './question.js'
export { CLASS_IN } from './resource-record.js'
export { FrameReader, framed } from './frame-reader.js'
