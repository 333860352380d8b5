import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LoadCluster, rawPages, SYNTHETIC_KINDS, type LoadShape, type SyntheticKind } from '#test/generator'

const LENGTH_OCTETS = 4

/** One page of a list, as text: what an HTTP client would have read. */
export interface ProducedPage {
  readonly kind: SyntheticKind
  readonly text: string
}

/** Writes a cluster's pages to standard output: the length, then the JSON. Called in the producing process. */
export async function producePages(shape: LoadShape): Promise<void> {
  const cluster = new LoadCluster(shape)
  for (const kind of SYNTHETIC_KINDS) {
    for (const page of rawPages(cluster, kind, { padded: true })) {
      const bytes = Buffer.from(JSON.stringify(page))
      const length = Buffer.alloc(LENGTH_OCTETS)
      length.writeUInt32BE(bytes.length)
      process.stdout.write(length)
      if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
    }
  }
}

/**
 * The pages that another process makes, one at a time: the generator's own garbage and CPU stay out of what is measured, as an
 * API server's would. `file` called with these arguments must call `producePages`.
 */
export async function* producedPages(file: string, args: readonly string[]): AsyncGenerator<ProducedPage> {
  const producer = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let pieces: Buffer[] = []
  let held = 0
  let wanted: number | undefined
  for await (const piece of producer.stdout as AsyncIterable<Buffer>) {
    pieces.push(piece)
    held += piece.length
    while (held >= (wanted ?? LENGTH_OCTETS)) {
      const all = Buffer.concat(pieces)
      const bytes = all.subarray(0, wanted ?? LENGTH_OCTETS)
      pieces = [all.subarray(bytes.length)]
      held -= bytes.length
      if (wanted === undefined) wanted = bytes.readUInt32BE()
      else {
        wanted = undefined
        const text = bytes.toString()
        yield { kind: /"kind":"(\w+)List"/.exec(text.slice(0, 100))?.[1] as SyntheticKind, text }
      }
    }
  }
}
