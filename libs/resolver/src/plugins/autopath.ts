import type { AutopathPlugin } from '#libs/corefile'
import { addressKey } from '#libs/ip-address'
import {
  isAtOrUnder,
  isAtOrUnderAny,
  nameKey,
  type Answer,
  type DomainName,
  type ResourceRecord,
} from '#libs/dns-model'
import { matchZone, type Stanza } from '#libs/zone'
import type { Handler, Inquiry, Next } from '../inquiry.js'
import { bareReply } from '../reply.js'
import { andThen, done, failed, type Step } from '../step.js'

/**
 * `autopath`: walks the client's search path on the server's side, so that the client needs one question instead of several
 * (CoreDNS plugin/autopath). The first answer that is not NXDOMAIN wins, NODATA too, with a CNAME from the name as asked in front;
 * if all fail the first answer goes back, and the client walks by itself.
 */
export function autopathHandler(plugin: AutopathPlugin, stanza: Stanza | undefined): Handler {
  return (inquiry, next) => {
    if (!isAtOrUnderAny(inquiry.key, plugin.zones)) return next(inquiry)
    const path = plugin.plugin === undefined ? (plugin.search ?? []) : clusterPath(plugin, inquiry, stanza)
    const [first] = path
    if (first === undefined || !isAtOrUnder(inquiry.key, first)) return next(inquiry)
    // A question for the search domain itself leaves no name to walk with; CoreDNS fails on it.
    if (inquiry.key === first) return failed(bareReply('SERVFAIL'))
    const base = inquiry.question.name.slice(0, inquiry.question.name.length - first.length - 1)
    return walk(inquiry, next, base, path, undefined)
  }
}

/** What the asking pod's resolv.conf would hold. Pods are known by address, so another pod's path may be taken for it. */
function clusterPath(plugin: AutopathPlugin, inquiry: Inquiry, stanza: Stanza | undefined): readonly DomainName[] {
  const zone = stanza && matchZone(stanza, inquiry.key)
  const namespace = clientNamespace(inquiry)
  if (zone === undefined || namespace === undefined) return []
  const below = zone === '.' ? '' : zone
  return [`${namespace}.svc.${below}`, `svc.${below}`, zone, ...(plugin.search ?? []), '.']
}

function clientNamespace({ vantage, view }: Inquiry): string | undefined {
  const { client } = vantage
  if (client.kind === 'pod') return client.namespace
  const key = client.kind === 'address' ? addressKey(client.address) : undefined
  const [pod] = key === undefined ? [] : (view.state.addresses.get(key)?.pods ?? [])
  return pod?.namespace
}

function walk(
  inquiry: Inquiry,
  next: Next,
  base: string,
  [domain, ...rest]: readonly DomainName[],
  first: Answer | undefined,
): Step {
  if (domain === undefined) return done(first as Answer)
  const name = domain === '.' ? `${base}.` : `${base}.${domain}`
  const step = next({ ...inquiry, question: { ...inquiry.question, name }, key: nameKey(name) })
  return andThen(step, (answer) => {
    if (answer.rcode !== 'NXDOMAIN') return done(withAlias(answer, inquiry.question.name))
    return walk(inquiry, next, base, rest, first ?? answer)
  })
}

/** The CNAME has the TTL of the first record. */
function withAlias(answer: Answer, asked: DomainName): Answer {
  const first = answer.answer.find(({ name }) => nameKey(name) !== nameKey(asked))
  if (first === undefined) return answer
  const alias: ResourceRecord = { name: asked, ttl: first.ttl, data: { type: 'CNAME', target: first.name } }
  return { ...answer, answer: [alias, ...answer.answer] }
}
