import { randomInt } from 'node:crypto'
import { ManualClock } from '#test/fixtures'
import { readCorefile, type ForwardPlugin } from '#libs/corefile'
import { dataText, type RecordType } from '#libs/dns-model'
import { ANYONE, answerQuestion, type Reply } from '#libs/resolver'
import { zoneOf, type ClusterView } from '#libs/zone'
import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { ForwardMetrics, PLAIN_QUERY, drive, forwarder, type Ask, type ClientQuery } from '../src/index.js'
import type { ForwarderOptions } from '../src/index.js'

const cleanUps: (() => unknown)[] = []

/** Has something closed after the test. */
export function later<T extends { close(): unknown }>(closable: T): T {
  cleanUps.push(() => closable.close())
  return closable
}

/** Closes everything that a test opened, the last first. */
export async function cleanUp(): Promise<void> {
  for (const each of cleanUps.splice(0).toReversed()) await each()
}

export const UDP_QUERY: ClientQuery = { ...PLAIN_QUERY, transport: 'udp' }

/** A forwarder behind the resolver, under a Corefile, with what a test wants to turn and see. */
export interface Asking {
  readonly clock: ManualClock
  readonly metrics: ForwardMetrics
  readonly problems: string[]
  /** Asks as a client would; the answer as lines, the code first. */
  readonly ask: (name: string, type?: RecordType, query?: ClientQuery) => Promise<string[]>
  /** What the forwarder itself says to an ask. */
  readonly perform: (ask: Ask, query?: ClientQuery) => Reply | Promise<Reply>
  /** The value of a metric, `undefined` while it has none. */
  readonly metric: (name: string) => number | undefined
}

/** `corefile` may leave out the block: then these are its lines. */
export function asking(corefile: string, options: Partial<ForwarderOptions> = {}): Asking {
  const view = viewUnder(corefile.includes('. {') ? corefile : `. {\n${corefile}\n}\n`)
  const clock = new ManualClock()
  const metrics = new ForwardMetrics()
  const problems: string[] = []
  const stopping = new AbortController()
  const perform = forwarder(
    {
      clock,
      metrics,
      randomBelow: randomInt,
      leadsBack: () => undefined,
      onProblem: (message) => problems.push(message),
      ...options,
    },
    stopping.signal,
  )
  later({ close: () => stopping.abort() })
  return {
    clock,
    metrics,
    problems,
    ask: async (name, type = 'A', query = UDP_QUERY) => {
      const { answer } = await drive(answerQuestion(view, ANYONE, { name, type }), (ask) => perform(ask, query))
      if (answer.undecidable !== undefined) return [`undecidable: ${answer.undecidable}`]
      const records = [...answer.answer, ...answer.authority, ...answer.additional]
      return [
        `${answer.rcode}${answer.truncated ? ' tc' : ''}`,
        ...records.map((record) => `${record.name} ${record.ttl} ${record.data.type} ${dataText(record.data)}`),
      ]
    },
    perform: (ask, query = UDP_QUERY) => perform(ask, query),
    metric: (name) => {
      const line = metrics
        .text('x')
        .split('\n')
        .find((each) => each.startsWith(`x_${name}`))
      return line === undefined ? undefined : Number(line.split(' ').at(-1))
    },
  }
}

function viewUnder(corefile: string): ClusterView {
  const { settings, problems } = readCorefile(corefile, {
    version: '1.15.0',
    origin: { corefile: 'option', version: 'option' },
    assumptions: [],
    files: {},
  })
  if (settings === undefined) throw new Error(JSON.stringify(problems))
  return { ...viewOfObjects(SMALL_CLUSTER), settings, zone: zoneOf(settings) }
}

/** The forward stanza of a Corefile of one. */
export function stanzaOf(lines: string): ForwardPlugin {
  const plugin = viewUnder(`. {\n${lines}\n}\n`).settings.servers[0]?.plugins[0]
  if (plugin?.name !== 'forward') throw new Error('no forward')
  return plugin
}
