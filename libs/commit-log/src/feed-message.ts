import {
  compareRevisions,
  type ClusterState,
  type Commit,
  type Coverage,
  type Interner,
  type Serials,
} from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { decodeCommit, type EncodedCommit } from './commit-codec.js'
import { readCommitFrame, writeCommitFrame } from './commit-frame.js'
import { firstDigest } from './digest.js'
import { writeFrame } from './feed-frame.js'
import { PackedReader, unpackValue } from './packed-reader.js'
import { packValue, PackedWriter } from './packed-writer.js'
import { commitForwards } from './replay.js'

/** A place in the history that a feed tells. `observedAt` tells apart two histories that give the same numbers. */
export interface FeedPosition {
  readonly epoch: number
  readonly number: number
  /** Milliseconds since 1970. */
  readonly observedAt: number
}

/** The first message of a feed. */
export interface FeedHello {
  /** `MAJOR.MINOR` */
  readonly protocol: string
  /** The cluster's name on the server. */
  readonly cluster: string
  /** What the server is: `namescope 0.1.0`. */
  readonly server: string
  /** The longest silence before the server says where it stands, in milliseconds. */
  readonly heartbeat: number
  /** Whether it goes on behind the position that was asked for; else a whole state follows. */
  readonly resumed: boolean
  /** Where the server stands now. Once the follower has come as far, coverage and serials are these. */
  readonly current: FeedPosition
  readonly coverage: Coverage
  readonly serials: Serials
}

/** Why the server ends a stream: the follower comes back and is told the whole state if need be. */
export interface FeedEnd {
  /** `behind`: too slow for what is kept; `new-line`: the history goes on from another place. */
  readonly reason: 'behind' | 'new-line'
}

/** A commit in a feed. */
export interface FeedCommit {
  /** Whoever stands here, or between here and the commit, misses nothing: what lies between concerns no kind of this feed. */
  readonly base: FeedPosition
  readonly position: FeedPosition
  /** After the commit. */
  readonly serials: Serials
  readonly encoded: EncodedCommit
}

/** `1.42.1763872345123`: how a position is written in a request. */
export function positionText({ epoch, number, observedAt }: FeedPosition): string {
  return `${epoch}.${number}.${observedAt}`
}

/** `undefined` for a text that no `positionText` gave. */
export function parsePosition(text: string): FeedPosition | undefined {
  const [, epoch, number, observedAt] = /^([1-9]\d{0,8})\.(\d{1,15})\.(\d{1,15})$/.exec(text) ?? []
  return epoch === undefined
    ? undefined
    : { epoch: Number(epoch), number: Number(number), observedAt: Number(observedAt) }
}

/** Orders positions of one history: negative, zero or positive. */
export function comparePositions(a: FeedPosition, b: FeedPosition): number {
  return compareRevisions({ cluster: '', ...a }, { cluster: '', ...b })
}

/** The frame of a hello, a position, or an end. */
export function messageFrame(type: 'hello', message: FeedHello): Buffer
export function messageFrame(type: 'position', message: FeedPosition): Buffer
export function messageFrame(type: 'end', message: FeedEnd): Buffer
export function messageFrame(type: 'hello' | 'position' | 'end', message: object): Buffer {
  return writeFrame(type, packValue(message))
}

/** The message in the payload of a frame. @throws NamescopeError `log-corrupt` */
export function readMessage<T extends FeedHello | FeedPosition | FeedEnd>(payload: Uint8Array): T {
  const message = unpackValue(payload)
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new NamescopeError('log-corrupt', 'A message of the feed has a form that no version ever wrote.')
  }
  return message as T
}

/** The digest that a feed's commit stands on. It covers this commit alone: followers may start anywhere. */
export function feedDigest(cluster: string): Uint8Array {
  return firstDigest(cluster)
}

/** The frame of a commit, encoded upon `feedDigest`. */
export function commitMessageFrame({ base, position, serials, encoded }: FeedCommit): Buffer {
  const writer = new PackedWriter()
  writer.write([base, position, serials])
  return writeFrame('commit', Buffer.concat([lengthOf(writer), writer.finish(), writeCommitFrame(encoded)]))
}

/** @throws NamescopeError `log-corrupt` for a payload that is torn, damaged, or of another cluster */
export function readCommitMessage(cluster: string, payload: Uint8Array): FeedCommit {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  const end = bytes.length < 4 ? Infinity : 4 + bytes.readUInt32BE(0)
  if (end > bytes.length) throw new NamescopeError('log-corrupt', 'A commit of the feed is torn.')
  const reader = new PackedReader(bytes.subarray(0, end), 4)
  const [base, position, serials] = reader.read() as [FeedPosition, FeedPosition, Serials]
  reader.end()
  return { base, position, serials, encoded: readCommitFrame(cluster, bytes.subarray(end), feedDigest(cluster)) }
}

/**
 * The whole commit, for a follower that stands at `position` with this state.
 * @throws NamescopeError `log-corrupt` when the commit was told already, leaves one out, or was not made from this state
 */
export function followCommit(
  at: FeedPosition,
  state: ClusterState,
  { base, position, encoded }: FeedCommit,
  interner: Interner,
): Commit {
  if (comparePositions(base, at) > 0 || comparePositions(position, at) <= 0) {
    throw new NamescopeError(
      'log-corrupt',
      `The feed told commit ${positionText(position)} on ${positionText(base)} to a follower at ${positionText(at)}: ` +
        'one was repeated or left out.',
    )
  }
  return commitForwards(state, decodeCommit(encoded), interner)
}

function lengthOf(writer: PackedWriter): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(writer.length)
  return length
}
