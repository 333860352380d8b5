import { versionAtLeast, type LocalPlugin } from '#libs/corefile'
import {
  isAtOrUnder,
  type DomainName,
  type Reason,
  type RecordData,
  type RecordType,
  type ResourceRecord,
} from '#libs/dns-model'
import type { Handler, Inquiry } from '../inquiry.js'
import { placeText } from '../place-text.js'
import { replyWith } from '../reply.js'
import { done, type Step } from '../step.js'

const LOCALHOST = 'localhost.'
const LOOPBACK_REVERSE = '1.0.0.127.in-addr.arpa.'
const ZONES: readonly DomainName[] = [LOCALHOST, '0.in-addr.arpa.', '127.in-addr.arpa.', '255.in-addr.arpa.']
/** A week, in seconds. */
const TTL = 604800

/** `local`: localhost, names below it, `localhost.` in front of a search domain, and the local reverse zones (CoreDNS plugin/local). */
export function localHandler(plugin: LocalPlugin, version: string): Handler {
  const servesSubdomains = versionAtLeast(version, '1.14.5')
  return (inquiry, next) => {
    const { key } = inquiry
    const isBelow = servesSubdomains && key.endsWith(`.${LOCALHOST}`)
    const isPrefixed = plugin.localhostPrefix && key.startsWith(LOCALHOST) && key !== LOCALHOST
    const zone = ZONES.find((candidate) => isAtOrUnder(key, candidate))
    const data = isBelow || isPrefixed ? loopback(inquiry.question.type) : dataAt(inquiry, zone)
    if (data !== undefined) return done(reply(plugin, inquiry, data))
    return zone === undefined ? next(inquiry) : absent(plugin, inquiry, zone)
  }
}

/** The data at a name that exists: none for a type that it does not have. `undefined` for a name that does not exist. */
function dataAt({ key, question: { type } }: Inquiry, zone: DomainName | undefined): RecordData | 'none' | undefined {
  if (key === LOOPBACK_REVERSE) return type === 'PTR' ? { type, target: LOCALHOST } : 'none'
  if (key !== zone) return undefined
  if (type === 'SOA') return SOA
  if (type === 'NS') return { type, target: LOCALHOST }
  return key === LOCALHOST ? loopback(type) : 'none'
}

function loopback(type: RecordType): RecordData | 'none' {
  if (type === 'A') return { type, address: '127.0.0.1' }
  return type === 'AAAA' ? { type, address: '::1' } : 'none'
}

const SOA: RecordData = {
  type: 'SOA',
  primary: LOCALHOST,
  mailbox: 'root.localhost.',
  ...{ serial: 1, refresh: 0, retry: 0, expire: 0, minimum: TTL },
}

/** The SOA of a negative answer belongs to the name as asked, except at the loopback's reverse name. */
function reply(plugin: LocalPlugin, inquiry: Inquiry, data: RecordData | 'none'): ReturnType<typeof replyWith> {
  const { name } = inquiry.question
  const reasons = explained(plugin, inquiry)
  if (data !== 'none') return replyWith({ authoritative: false, answer: [record(name, data)], reasons })
  const owner = inquiry.key === LOOPBACK_REVERSE ? name.slice(-'127.in-addr.arpa.'.length) : name
  return replyWith({ authoritative: false, authority: [record(owner, SOA)], reasons })
}

function absent(plugin: LocalPlugin, inquiry: Inquiry, zone: DomainName): Step {
  const owner = inquiry.question.name.slice(-zone.length)
  const reasons = explained(plugin, inquiry)
  return done(replyWith({ rcode: 'NXDOMAIN', authoritative: false, authority: [record(owner, SOA)], reasons }))
}

function record(name: DomainName, data: RecordData): ResourceRecord {
  return { name, ttl: TTL, data }
}

function explained(plugin: LocalPlugin, { explain }: Inquiry): readonly Reason[] | undefined {
  return explain && [{ code: 'local-name', text: `local (${placeText(plugin.place)}) answers for localhost itself.` }]
}
