import { encodeQuery } from '#libs/dns-wire'
import { comparable, UdpClient } from '#test/peers'
import type { Benchmark } from './benchmark.js'
import type { ServerName } from './servers.js'

const QUESTIONS = 5_000
const AT_A_TIME = 50
const EDNS_SIZE = 4096
const LONGEST_LINE = 500

/**
 * Asks our server and each of the others the same questions: code and answer records must be equal. What stands in the other sections
 * is each server's own business.
 */
export async function compareAnswers(bench: Benchmark, others: readonly ServerName[]): Promise<void> {
  const ours = await UdpClient.connect((await bench.server('namescope')).address)
  for (const name of await bench.available(others)) {
    const theirs = await UdpClient.connect((await bench.server(name)).address)
    const differing: string[] = []
    let equal = 0
    for (let first = 0; first < QUESTIONS; first += AT_A_TIME) {
      const asked = bench.data.mix.slice(first, first + AT_A_TIME)
      await Promise.all(
        asked.map(async ({ name: owner, type }) => {
          const edns = { udpSize: EDNS_SIZE }
          const message = encodeQuery({ id: 1, question: { name: owner, type, class: 1 }, edns })
          const [one, other] = await Promise.all([ours, theirs].map((client) => answerOf(client, message)))
          // How much of an answer that does not fit is sent is up to the server.
          if (one === undefined || other === undefined) return
          if (one === other) equal++
          else differing.push(`${owner} ${type}: ours ${one}, ${name} ${other}`.slice(0, LONGEST_LINE))
        }),
      )
    }
    theirs.close()
    bench.figure(`answers that are not those of ${name}, of ${equal + differing.length}`, differing.length, '', 0)
    for (const difference of differing.slice(0, 3)) console.log(difference)
  }
  ours.close()
}

/** Code and answer as a text; `undefined` for a truncated reply. */
async function answerOf(client: UdpClient, message: Uint8Array): Promise<string | undefined> {
  const reply = await client.ask(message)
  const seen = reply === undefined ? 'nothing' : comparable(reply)
  if (typeof seen === 'string') return seen
  return seen.flags.truncated ? undefined : JSON.stringify([seen.rcode, seen.answer])
}
