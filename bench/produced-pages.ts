import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { LoadCluster, rawPages, SYNTHETIC_KINDS, type LoadShape, type SyntheticKind } from '#test/generator'

/** More than the largest page: 500 nodes, 14 kB each. */
const PAGE_OCTETS = 16 * 2 ** 20

/** One page of a list, as text: what an HTTP client would have read. */
export interface ProducedPage {
  readonly kind: SyntheticKind
  readonly text: string
}

/**
 * Writes a cluster's pages into one file, each in the place of the one before, and says of which kind and how long each is. The
 * next is written once somebody asks for it by a line on standard input. Called in the producing process.
 */
export async function producePages(shape: LoadShape, file: string): Promise<void> {
  const cluster = new LoadCluster(shape)
  const wanted = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  for (const kind of SYNTHETIC_KINDS) {
    for (const page of rawPages(cluster, kind, { padded: true })) {
      if ((await wanted.next()).done === true) return
      const bytes = Buffer.from(JSON.stringify(page))
      writeFileSync(file, bytes)
      console.log(`${kind} ${bytes.length}`)
    }
  }
  process.stdin.destroy()
}

/**
 * The pages that another process makes, each when it is asked for, as a client of the API does: the generator's own garbage and
 * CPU stay out of what is measured, and so do buffers. `program` with these arguments, and the file to write to as the last,
 * must call `producePages`.
 */
export async function* producedPages(program: string, args: readonly string[]): AsyncGenerator<ProducedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'namescope-bench-'))
  const file = join(folder, 'page.json')
  const producer = spawn(process.execPath, [program, ...args, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    writeFileSync(file, '')
    const descriptor = openSync(file, 'r')
    const buffer = Buffer.allocUnsafeSlow(PAGE_OCTETS)
    producer.stdin.write('\n')
    for await (const line of createInterface({ input: producer.stdout })) {
      const [kind, length] = line.split(' ')
      const octets = readSync(descriptor, buffer, 0, Number(length), 0)
      yield { kind: kind as SyntheticKind, text: buffer.toString('utf8', 0, octets) }
      producer.stdin.write('\n')
    }
  } finally {
    producer.stdin.end()
    if (producer.exitCode === null) await once(producer, 'exit')
    rmSync(folder, { recursive: true })
  }
}
