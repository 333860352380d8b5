import { StreamableFile } from '@nestjs/common'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { revisionText, type Revision } from '#libs/cluster-model'

/** RFC 4027. */
export const ZONE_FILE_MEDIA_TYPE = 'text/dns'

/** Lines that are made between two turns of the event loop: a few milliseconds of work. */
const LINES_PER_PIECE = 500

/**
 * A zone file on its way to a client: made piece by piece as the client takes it, so that neither memory nor other requests feel
 * how large it is.
 */
export class ZoneFileStream extends StreamableFile {
  readonly cluster: string
  readonly revision: string

  constructor(revision: Revision, zone: string, lines: Iterable<string>) {
    // One piece is made ahead of the client, no more.
    super(Readable.from(pieces(lines), { highWaterMark: 1 }), {
      type: ZONE_FILE_MEDIA_TYPE,
      disposition: `attachment; filename="${fileName(zone)}"`,
    })
    this.cluster = revision.cluster
    this.revision = revisionText(revision)
  }
}

async function* pieces(lines: Iterable<string>): AsyncGenerator<string> {
  let piece: string[] = []
  for (const line of lines) {
    piece.push(line)
    if (piece.length < LINES_PER_PIECE) continue
    yield `${piece.join('\n')}\n`
    piece = []
    await nextTurn()
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`
}

function fileName(zone: string): string {
  const plain = zone.replace(/\.$/, '').replace(/[^a-zA-Z0-9.-]/g, '_')
  return `${plain === '' ? 'root' : plain}.zone`
}
