import { describe, expect, it } from 'vitest'
import { dataText, RESPONSE_CODES, type ResourceRecord } from '#libs/dns-model'
import { decodeMessage, type Message } from '#libs/dns-wire'
import { hasCases, readCases } from '#test/conformance'
import { viewOfObjects, type RawObject } from '#test/fixtures'
import { Responder } from './responder.js'
import type { Peer } from './serve-message.js'

interface WireCase {
  readonly id: string
  readonly comment: string
  readonly proto: 'udp' | 'tcp'
  readonly query_hex: string
  /** The release that was asked again; such a case kept the size of the release before. */
  readonly coredns?: string
  readonly expect: WireExpectation
}

interface WireExpectation {
  readonly reply: boolean
  readonly size?: number
  readonly answer?: readonly object[]
  readonly authority?: readonly object[]
  readonly [field: string]: unknown
}

/** No `forward`, so that other classes are refused; ttl and zones as the cases' `config` says. */
const COREFILE = `cluster.local in-addr.arpa ip6.arpa {
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    ttl 5
  }
}
`
/** The serial is the cases' `*`: any. */
const SERIAL = /^(\S+ \S+) \d+ /

function presented({ name, ttl, data }: ResourceRecord): object {
  const rdata = data.type === 'SOA' ? dataText(data).replace(SERIAL, '$1 * ') : dataText(data)
  return { name, type: data.type, ttl, rdata }
}

/** The reply in the form of the cases. */
function described(bytes: Uint8Array, { flags, rcode, ...message }: Message): WireExpectation {
  const code = Object.entries(RESPONSE_CODES).find(([, value]) => value === rcode)?.[0]
  return {
    reply: true,
    rcode: code,
    opcode: message.opcode,
    aa: flags.authoritative,
    tc: flags.truncated,
    rd: flags.recursionDesired,
    ra: flags.recursionAvailable,
    ad: flags.authenticData,
    cd: flags.checkingDisabled,
    qdcount: message.questions.length,
    ancount: message.answer.length,
    nscount: message.authority.length,
    arcount_without_opt: message.additional.length,
    size: bytes.length,
    ...(message.edns && {
      opt: {
        codes: message.edns.options.map(({ code: option }) => option),
        do: message.edns.dnssecOk,
        extRcode: message.edns.extendedRcode,
        udpSize: message.edns.udpSize,
        version: message.edns.version,
      },
    }),
    answer: message.answer.map(presented),
    authority: message.authority.map(presented),
  }
}

const isThere = hasCases('coredns')
const { cases } = isThere ? readCases<{ cases: readonly WireCase[] }>('coredns', 'wire.json') : { cases: [] }
const { items } = isThere ? readCases<{ items: readonly RawObject[] }>('coredns', 'objects-rich.json') : { items: [] }

describe.skipIf(!isThere)('messages that CoreDNS answered (conformance/coredns/wire.json)', () => {
  const view = viewOfObjects(items, { corefile: COREFILE })

  it.each(cases.map((each) => [`${each.id} ${each.comment}`, each] as const))('%s', (_title, each) => {
    const peer: Peer = { address: '10.240.0.1', family: 'IPv4', transport: each.proto }
    const errors: unknown[] = []
    const responder = new Responder({
      view: () => view,
      random: () => 0,
      serverAddresses: ['10.244.0.2'],
      now: () => 0,
      onError: (error) => errors.push(error),
    })
    const ask = (): string | undefined => {
      const reply = responder.respond(Uint8Array.from(Buffer.from(each.query_hex, 'hex')), peer, () => undefined)
      return typeof reply === 'string' ? reply : Buffer.from(reply).toString('hex')
    }
    // The second time a question may be kept, from the third on it is answered from what was kept.
    const [reply, ...later] = [ask(), ask(), ask(), ask()]
    expect(later).toEqual([reply, reply, reply])
    expect(errors).toEqual([])
    if (!each.expect.reply) {
      expect(reply).toBe('silence')
      return
    }
    const bytes = Buffer.from(reply ?? '', 'hex')
    const decoded = decodeMessage(bytes)
    if (decoded.kind === 'malformed') throw new Error(decoded.reason)
    const { answer = [], authority = [], ...got } = described(bytes, decoded.message)
    const { answer: wanted, authority: wantedAuthority, ...expected } = each.expect
    expect(got).toEqual({ ...expected, ...(each.coredns !== undefined && { size: got.size }) })
    if (wanted !== undefined) expect(answer).toEqual(expect.arrayContaining([...wanted]))
    if (wantedAuthority !== undefined) expect(authority).toEqual(wantedAuthority)
  })
})
