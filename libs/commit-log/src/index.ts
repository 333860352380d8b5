export { CODEC_VERSION } from './codec-version.js'
export { decodeChange, encodeChange, type LoggedChange, type ObjectFields } from './change-body.js'
export { decodeHeader, encodeHeader, type CommitHeader } from './commit-header.js'
export { CommitDigest, DIGEST_LENGTH, bodyDigest, firstDigest } from './digest.js'
export {
  decodeCommit,
  encodeCommit,
  verifyCommit,
  type EncodedChange,
  type EncodedCommit,
  type LoggedCommit,
} from './commit-codec.js'
export { readCommitFrame, writeCommitFrame } from './commit-frame.js'
export { commitBackwards, commitForwards } from './replay.js'
export { type Checkpoint } from './checkpoint.js'
export { encodeState } from './state-writer.js'
export { StateDecoder, decodeState } from './state-reader.js'
export { type EndpointDifference, type PlacedEndpoint } from './endpoint-difference.js'
export { packValue } from './packed-writer.js'
export { unpackValue } from './packed-reader.js'
