import type { Plugin, TransferPlugin } from '#libs/corefile'
import { isAtOrUnder, nameKey } from '#libs/dns-model'
import { addressKey } from '#libs/ip-address'
import { stanzaOf, type Stanza } from '#libs/zone'
import { clientAddress } from '../../asker.js'
import type { Handler, Inquiry } from '../../inquiry.js'
import { bareReply, replyWith } from '../../reply.js'
import { done, failed } from '../../step.js'
import { cacheTransferTtl } from '../cache-rules.js'
import { clusterZone } from './cluster-zone.js'
import { externalZone } from './external-zone.js'
import { fileZone } from './file-zone.js'
import type { ZoneSource } from './zone-source.js'

/**
 * `transfer`: who may have which zone (CoreDNS plugin/transfer). The SOA is the answer; the zone itself is left in the work, for
 * who can send it. Over UDP, and to others than the receivers, the answer is REFUSED.
 */
export function transferHandler(plugin: TransferPlugin): Handler {
  return (inquiry, next) => {
    const { question, vantage, work } = inquiry
    if (question.type !== 'AXFR' && question.type !== 'IXFR') return next(inquiry)
    if (vantage.transport !== 'tcp') return failed(bareReply('REFUSED'))
    const transfer = longestMatch(plugin, inquiry.key)
    if (transfer === undefined) return next(inquiry)
    if (!isReceiver(transfer.to, clientAddress(inquiry))) return done(bareReply('REFUSED'))
    if (question.type === 'IXFR' && work.heldSerial === undefined) return failed(bareReply('SERVFAIL'))
    const zone = sourceOf(inquiry)
    if (zone === undefined) return next(inquiry)
    work.transfer = { zone, ttl: cacheTtl(inquiry) }
    return done(replyWith({ answer: [zone.soa] }))
  }
}

function longestMatch({ transfers }: TransferPlugin, key: string): TransferPlugin['transfers'][number] | undefined {
  return transfers
    .flatMap((transfer) => transfer.zones.map((zone) => ({ zone: nameKey(zone), transfer })))
    .filter(({ zone }) => isAtOrUnder(key, zone))
    .toSorted((a, b) => b.zone.length - a.zone.length)[0]?.transfer
}

/** Receivers are addresses with the port for NOTIFY, which does not matter here. */
function isReceiver(to: readonly string[], client: string | undefined): boolean {
  if (to.includes('*')) return true
  const key = client === undefined ? undefined : addressKey(client)
  return key !== undefined && to.some((receiver) => addressKey(hostOf(receiver)) === key)
}

function hostOf(receiver: string): string {
  return receiver.slice(0, receiver.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1')
}

/** The first plugin behind that has the zone. */
function sourceOf(inquiry: Inquiry): ZoneSource | undefined {
  const { plugins } = inquiry.server
  for (const plugin of plugins) {
    const zone = heldBy(plugin, inquiry)
    if (zone !== undefined) return zone
  }
  return undefined
}

function heldBy(plugin: Plugin, inquiry: Inquiry): ZoneSource | undefined {
  switch (plugin.name) {
    case 'kubernetes':
      return clusterZone(inquiry, stanzaOf(plugin, inquiry.view.settings.version))
    case 'k8s_external':
      return externalZone(inquiry, plugin, stanzaBeside(inquiry))
    case 'file':
    case 'auto':
      return fileZone(inquiry, plugin)
    default:
      return undefined
  }
}

function stanzaBeside({ server, view }: Inquiry): Stanza | undefined {
  const plugin = server.plugins.find(({ name }) => name === 'kubernetes')
  return plugin?.name === 'kubernetes' ? stanzaOf(plugin, view.settings.version) : undefined
}

/** `cache` stands in front in every version, and gives all records of a transfer one TTL. */
function cacheTtl({ server, key }: Inquiry): number | undefined {
  const cache = server.plugins.find((plugin) => plugin.name === 'cache')
  return cache?.zones.some((zone) => isAtOrUnder(key, zone)) === true ? cacheTransferTtl(cache) : undefined
}
