import type { DnsSettings, MetadataPlugin, ServerBlock } from '#libs/corefile'
import { isAtOrUnder } from '#libs/dns-model'
import type { Asking, Handler, Next } from './inquiry.js'
import { metadataOf } from './metadata.js'
import { handlersOf } from './plugins/handlers.js'
import { bareReply } from './reply.js'
import { failed } from './step.js'
import { attempt, UnknownFact } from './unknown-fact.js'
import { viewOf, type View } from './view.js'

/** CoreDNS serves each port apart; a block without a port in its key listens on 53. */
const DNS_PORT = 53

/** A server block, ready to answer. */
export interface Block {
  readonly server: ServerBlock
  /** Its chain of plugins, joined once: each holds the one behind it. */
  readonly answer: Next
  readonly view?: View
  readonly metadata?: MetadataPlugin
}

const tables = new WeakMap<DnsSettings, readonly Block[]>()

/**
 * The block that takes the question: of those with the longest zone that holds the name the first in the file whose `view` lets
 * it pass, else one with a shorter zone (core/dnsserver/server.go, ServeDNS). `undefined`: the server refuses. A question of type
 * DS belongs to the parent's side of a zone cut, so there the shortest zone is taken, the root only when there is no other.
 */
export function blockFor(asking: Asking): Block | UnknownFact | undefined {
  const { key, view, vantage } = asking
  const port = vantage.port ?? DNS_PORT
  const blocks = blocksOf(view.settings)
  const [only] = blocks
  if (blocks.length === 1 && only !== undefined && only.view === undefined) {
    for (const listener of only.server.listeners) if (holds(listener, key, port)) return only
    return undefined
  }
  return attempt(() => firstThatPasses(candidates(blocks, key, port), asking))
}

function blocksOf(settings: DnsSettings): readonly Block[] {
  let table = tables.get(settings)
  if (table === undefined) {
    table = settings.servers.map((server) => blockOf(server, settings.version))
    tables.set(settings, table)
  }
  return table
}

function blockOf(server: ServerBlock, version: string): Block {
  const view = server.plugins.find((plugin) => plugin.name === 'view')
  const metadata = server.plugins.find((plugin) => plugin.name === 'metadata')
  return {
    server,
    answer: chainOf(handlersOf(server, version)),
    ...(view === undefined ? undefined : { view: viewOf(view) }),
    ...(metadata === undefined ? undefined : { metadata }),
  }
}

function chainOf(handlers: readonly Handler[]): Next {
  return handlers.reduceRight<Next>((next, handler) => (inquiry) => handler(inquiry, next), endOfChain)
}

/** "no next plugin found" is a server failure in CoreDNS. */
const endOfChain: Next = ({ explain, server }) => {
  const zones = server.listeners.map(({ zone }) => zone).join(' ')
  const text = `No plugin of the server block "${zones}" answers for this name.`
  return failed(bareReply('SERVFAIL', explain && [{ code: 'no-plugin-left', text }]))
}

type Listener = ServerBlock['listeners'][number]

function holds({ transport, port, zone }: Listener, key: string, asked: number): boolean {
  return transport === 'dns' && port === asked && isAtOrUnder(key, zone)
}

interface Candidate {
  readonly block: Block
  readonly zone: string
}

/** Each block with each of its zones that holds the name; longest zone first, then the file's order. */
function candidates(blocks: readonly Block[], key: string, port: number): readonly Candidate[] {
  return blocks
    .flatMap((block) =>
      block.server.listeners
        .filter((listener) => holds(listener, key, port))
        .map((listener) => ({ block, zone: listener.zone })),
    )
    .toSorted((a, b) => b.zone.length - a.zone.length)
}

function firstThatPasses(sorted: readonly Candidate[], asking: Asking): Block | undefined {
  const passes = ({ block }: Candidate): boolean =>
    block.view === undefined || block.view.passes(asking, metadataOf(block, asking))
  if (asking.question.type === 'DS') {
    const below = sorted.findLast((candidate) => candidate.zone !== '.' && passes(candidate))
    if (below !== undefined) return below.block
  }
  return sorted.find(passes)?.block
}
