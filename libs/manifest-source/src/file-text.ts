import { createReadStream } from 'node:fs'
import { NamescopeError } from '#libs/errors'

/** What a file may hold at most, by default: 256 MiB. */
export const DEFAULT_MAX_FILE_BYTES = 256 * 1024 * 1024

/**
 * The text of a file, pipe or device.
 * @throws NamescopeError `source-unreadable`, `limit-exceeded`, `invalid-document` (not UTF-8)
 */
export async function readFileText(path: string, maxBytes: number): Promise<string> {
  return readStreamText(createReadStream(path, { highWaterMark: 1024 * 1024 }), path, maxBytes)
}

/**
 * The text of a stream.
 * @param name What the errors call it.
 * @throws NamescopeError as `readFileText`
 */
export async function readStreamText(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  maxBytes: number,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      size += chunk.length
      if (size > maxBytes) break
      chunks.push(chunk)
    }
  } catch (error) {
    throw unreadable(name, error)
  }
  if (size > maxBytes)
    throw new NamescopeError('limit-exceeded', `${name} is larger than ${maxBytes} bytes, the most that is read.`, {
      file: name,
    })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (error) {
    throw new NamescopeError('invalid-document', `${name} is not UTF-8 text.`, { file: name }, { cause: error })
  }
}

/** A failed system call, in words: `web.yaml can't be read: no such file or directory.` */
export function unreadable(path: string, error: unknown): NamescopeError {
  const { code, message } = error as NodeJS.ErrnoException
  const reason = (code !== undefined && REASONS[code]) || message
  return new NamescopeError('source-unreadable', `${path} can't be read: ${reason}.`, { file: path }, { cause: error })
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its symbolic links go in a circle',
  EMFILE: 'too many files are open',
}
