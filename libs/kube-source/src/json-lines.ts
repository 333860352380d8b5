import { ApiFailure } from './api-failure.js'

/** etcd takes objects of at most 1.5 MB; a change of one is not longer than this. */
const MOST_LINE_OCTETS = 16 * 1024 * 1024
const NEWLINE = 10

/**
 * The JSON documents of a stream that has one on each line.
 * @throws ApiFailure for a line that is no JSON, is cut off by the stream's end, or is longer than 16 MiB
 */
export async function* jsonLines(stream: AsyncIterable<Buffer>, most = MOST_LINE_OCTETS): AsyncGenerator {
  let begun: Buffer[] = []
  let octets = 0
  for await (const chunk of stream) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      begun.push(chunk.subarray(start, end))
      yield documentOf(begun)
      begun = []
      octets = 0
      start = end + 1
    }
    if (start === chunk.length) continue
    begun.push(chunk.subarray(start))
    octets += chunk.length - start
    if (octets > most) throw new ApiFailure(0, `A line of more than ${most} octets was not read.`)
  }
  if (octets > 0) throw new ApiFailure(0, 'The stream ended within a line.')
}

function documentOf(parts: readonly Buffer[]): unknown {
  const text = (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)).toString('utf8')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiFailure(0, `A line of the stream is not JSON: ${text.slice(0, 60)}`, { cause })
  }
}
