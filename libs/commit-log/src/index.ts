export { CODEC_VERSION } from './codec-version.js'
export { decodeChange, encodeChange, type LoggedChange, type ObjectFields } from './change-body.js'
export { decodeHeader, encodeHeader, type CommitHeader } from './commit-header.js'
export { CommitDigest, DIGEST_LENGTH, bodyDigest, firstDigest } from './digest.js'
export {
  decodeCommit,
  encodeCommit,
  encodeCommitInParts,
  verifyCommit,
  type EncodedChange,
  type EncodedCommit,
  type LoggedCommit,
} from './commit-codec.js'
export { readCommitFrame, writeCommitFrame } from './commit-frame.js'
export { commitBackwards, commitForwards } from './replay.js'
export { type Checkpoint } from './checkpoint.js'
export { encodeState } from './state-writer.js'
export { StateDecoder, StateObjects, decodeState, type CheckpointFacts } from './state-reader.js'
export { FrameReader, writeFrame, type Frame, type FrameType } from './feed-frame.js'
export {
  commitMessageFrame,
  comparePositions,
  feedDigest,
  followCommit,
  messageFrame,
  parsePosition,
  positionText,
  readCommitMessage,
  readMessage,
  type FeedCommit,
  type FeedEnd,
  type FeedHello,
  type FeedPosition,
} from './feed-message.js'
export { FEED_PROTOCOL, isCompatibleProtocol } from './feed-protocol.js'
export { type EndpointDifference, type PlacedEndpoint } from './endpoint-difference.js'
export { packValue } from './packed-writer.js'
export { unpackValue } from './packed-reader.js'
