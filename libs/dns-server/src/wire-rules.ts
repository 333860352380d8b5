import { versionAtLeast, type DnsSettings, type LoadbalancePlugin, type ServerBlock } from '#libs/corefile'
import { isAtOrUnder, nameKey, type DomainName, type Question } from '#libs/dns-model'

/** What of a Corefile acts on messages, and not on what they say. */
export interface WireRules {
  /** The port that the server stands for, whatever port it listens on itself. */
  readonly port: number
  /** Classes other than IN are answered as IN. CoreDNS decides this for all blocks of a port together. */
  readonly anyClass: boolean
  /** EDNS options of the client are sent back (before 1.15.0). */
  readonly echoesOptions: boolean
  /** The zones at the port, longest first. */
  readonly zones: readonly ZoneRules[]
  /** Some block has a `view`, so that a name alone does not tell which block answers. */
  readonly hasViews: boolean
}

export interface ZoneRules {
  readonly zone: DomainName
  readonly block: ServerBlock
  /** The order of an answer's records; absent: as the resolver gives them. */
  readonly loadbalance?: LoadbalancePlugin
  /** The largest UDP answer, in octets (`bufsize`). */
  readonly maxSize?: number
}

const DNS_PORT = 53
/** Plugins that know what to do with class CH, so that the server lets it through. */
const ANY_CLASS_PLUGINS = ['forward', 'chaos']

const rulesBySettings = new WeakMap<DnsSettings, WireRules>()

/** The wire rules of these settings; worked out once, because every message asks for them. */
export function wireRulesOf(settings: DnsSettings): WireRules {
  let rules = rulesBySettings.get(settings)
  if (rules === undefined) {
    const port = servedPort(settings)
    const blocks = settings.servers.filter((block) => zonesAt(block, port).length > 0)
    rules = {
      port,
      anyClass: blocks.some(({ plugins }) => plugins.some(({ name }) => ANY_CLASS_PLUGINS.includes(name))),
      echoesOptions: !versionAtLeast(settings.version, '1.15.0'),
      zones: blocks
        .flatMap((block) => zonesAt(block, port).map((zone) => zoneRules(zone, block)))
        .toSorted((a, b) => b.zone.length - a.zone.length),
      hasViews: blocks.some(({ plugins }) => plugins.some(({ name }) => name === 'view')),
    }
    rulesBySettings.set(settings, rules)
  }
  return rules
}

/**
 * The rules of the zone that answers a question; `undefined` when no block does. `chosenBlock` tells the block where the name is not
 * enough: behind views, and for DS, which the parent's side of a zone cut answers.
 */
export function zoneRulesFor(
  rules: WireRules,
  { name, type }: Question,
  chosenBlock: () => ServerBlock | undefined,
): ZoneRules | undefined {
  const key = nameKey(name)
  const holds = ({ zone }: ZoneRules): boolean => isAtOrUnder(key, zone)
  if (!rules.hasViews && (type !== 'DS' || rules.zones.length === 1)) return rules.zones.find(holds)
  const chosen = chosenBlock()
  return rules.zones.find((each) => each.block === chosen && holds(each))
}

/**
 * Clients reach CoreDNS at 53, by a Service where its own port is another (`.:5353`). So 53 where a block listens there, else
 * the first port that the file names.
 */
function servedPort({ servers }: DnsSettings): number {
  const ports = servers.flatMap(({ listeners }) =>
    listeners.filter(({ transport }) => transport === 'dns').map(({ port }) => port),
  )
  return ports.includes(DNS_PORT) ? DNS_PORT : (ports[0] ?? DNS_PORT)
}

function zonesAt({ listeners }: ServerBlock, at: number): DomainName[] {
  return listeners.filter(({ transport, port }) => transport === 'dns' && port === at).map(({ zone }) => zone)
}

function zoneRules(zone: DomainName, block: ServerBlock): ZoneRules {
  const { plugins } = block
  const loadbalance = plugins.find((plugin) => plugin.name === 'loadbalance')
  const bufsize = plugins.find((plugin) => plugin.name === 'bufsize')
  return { zone, block, ...(loadbalance && { loadbalance }), ...(bufsize && { maxSize: bufsize.size }) }
}
