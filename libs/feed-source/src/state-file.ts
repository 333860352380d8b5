import { mkdir, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FIELD_SET_VERSION, Interner, type Origin } from '#libs/cluster-model'
import {
  CODEC_VERSION,
  FrameReader,
  StateDecoder,
  encodeState,
  packValue,
  unpackValue,
  writeFrame,
  type Checkpoint,
  type Frame,
} from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'

/** The form of the file itself, the codec's, and that of the objects: a file with any of them above ours is of a newer version. */
const VERSIONS = [1, CODEC_VERSION, FIELD_SET_VERSION] as const
const FIRST_LINE = /^namescope dns state (\d{1,6})\.(\d{1,6})\.(\d{1,6})\n/

/** The last state, with what it takes to go on from it. */
export interface LastState {
  readonly checkpoint: Checkpoint
  /** The source it came from, as configured: another one's state is no last state. */
  readonly source: string
  /** What it stands for, when it came from a feed. */
  readonly origin?: Origin | undefined
  /** When the source was last known to say the same: milliseconds since 1970. */
  readonly confirmedAt: number
}

type Facts = Omit<LastState, 'checkpoint'>

/** What a file turned out to be. `problem` is a sentence for people, with what to do. */
export type LastStateReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'state'; readonly state: LastState }
  /** Of a source that is not the configured one: it will be overwritten. */
  | { readonly kind: 'foreign'; readonly problem: string }
  /** Torn or altered: it was set aside. */
  | { readonly kind: 'corrupt'; readonly problem: string }
  /** Written by a newer version: it stays as it is, and must not be overwritten. */
  | { readonly kind: 'newer'; readonly problem: string }

/**
 * The last state of a cluster on the disk: a line with versions, a frame of facts, the chunks of the state, each with a checksum, and
 * a digest over all of them. It is replaced as a whole or not at all.
 */
export class StateFile {
  constructor(private readonly path: string) {}

  /** How large it is; 0 when it is not there. */
  async octets(): Promise<number> {
    return (await stat(this.path).catch(() => ({ size: 0 }))).size
  }

  /** @throws NamescopeError `source-unreadable` for a file that is there but can't be read (permissions, a folder) */
  async read(source: string): Promise<LastStateReading> {
    const bytes = await this.#bytes()
    if (bytes === undefined) return { kind: 'none' }
    const [line, ...versions] = FIRST_LINE.exec(bytes.subarray(0, 64).toString('latin1')) ?? []
    if (line === undefined) return this.#setAside('it does not begin as one')
    if (versions.some((version, index) => Number(version) > VERSIONS[index]!)) {
      const problem =
        `${this.path} was written by a newer version of Namescope (${versions.join('.')}, this one reads ${VERSIONS.join('.')}). ` +
        'It is left as it is and no state is kept: run the newer version, or remove the file.'
      return { kind: 'newer', problem }
    }
    try {
      const state = stateIn(bytes.subarray(line.length))
      if (state.source === source) return { kind: 'state', state }
      return {
        kind: 'foreign',
        problem: `${this.path} holds a state of ${state.source}, not of ${source}: it is not used.`,
      }
    } catch (error) {
      return this.#setAside((error as Error).message)
    }
  }

  /**
   * Replaces the file, in parts, so that answers are given meanwhile.
   * @param pause lets other work run
   * @returns the octets written
   * @throws NamescopeError `source-unreadable` when it can't be written; the file before stays
   */
  async write(state: LastState, pause: () => Promise<void>): Promise<number> {
    const draft = `${this.path}.new`
    try {
      await mkdir(dirname(this.path), { recursive: true })
      const written = await writeDraft(draft, state, pause)
      await rename(draft, this.path)
      await syncFolder(dirname(this.path))
      return written
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined)
      const message = `The last state can't be kept in ${this.path}: ${(error as Error).message}. The one before stays.`
      throw new NamescopeError('source-unreadable', message, { file: this.path }, { cause: error })
    }
  }

  async #bytes(): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return undefined
      const text = `The last state can't be read: ${message}; name a file of this process's own with --dns-state-file.`
      throw new NamescopeError(
        'source-unreadable',
        text,
        { file: this.path, field: 'dns-state-file' },
        { cause: error },
      )
    }
  }

  async #setAside(why: string): Promise<LastStateReading> {
    const aside = join(dirname(this.path), `${basename(this.path)}.corrupt`)
    const problem = `${this.path} is not a state that can be served: ${why}`
    try {
      await rename(this.path, aside)
      return { kind: 'corrupt', problem: `${problem} It was set aside as ${aside}.` }
    } catch (error) {
      return { kind: 'corrupt', problem: `${problem} It could not be set aside: ${(error as Error).message}.` }
    }
  }
}

function stateIn(bytes: Uint8Array): LastState {
  const reader = new FrameReader()
  const decoder = new StateDecoder(new Interner())
  let facts: Facts | undefined
  for (const { type, payload } of reader.take(bytes) as Iterable<Frame>) {
    if (facts === undefined) {
      if (type !== 'facts') throw new NamescopeError('log-corrupt', 'its first frame is missing.')
      facts = unpackValue(payload) as Facts
    } else if (type === 'state') decoder.add(payload)
  }
  if (facts === undefined || !reader.isAtBoundary) throw new NamescopeError('log-corrupt', 'it is cut off.')
  return { ...facts, checkpoint: decoder.finish() }
}

async function writeDraft(path: string, state: LastState, pause: () => Promise<void>): Promise<number> {
  const file = await open(path, 'w', 0o600)
  try {
    let written = 0
    for (const bytes of bytesOf(state)) {
      await writeAll(file, bytes)
      written += bytes.length
      await pause()
    }
    await file.sync()
    return written
  } finally {
    await file.close()
  }
}

function* bytesOf({ checkpoint, source, origin, confirmedAt }: LastState): Generator<Uint8Array> {
  yield Buffer.from(`namescope dns state ${VERSIONS.join('.')}\n`)
  yield writeFrame('facts', packValue({ source, origin, confirmedAt } satisfies Facts))
  for (const chunk of encodeState(checkpoint)) yield writeFrame('state', chunk)
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten
}

/** A rename is on the disk once its folder is (fsync(2)). */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
