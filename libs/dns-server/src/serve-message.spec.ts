import { describe, expect, it } from 'vitest'
import { dataText, type RecordType, type ResponseCode } from '#libs/dns-model'
import { decodeMessage, encodeQuery, type Edns, type Message } from '#libs/dns-wire'
import type { PerformAsk } from '#libs/forwarder'
import type { Reply } from '#libs/resolver'
import { SMALL_CLUSTER, slice, viewOfObjects, type ViewParts } from '#test/fixtures'
import { serveMessage, type Served, type ServeContext, type ServeResult } from './serve-message.js'

const WEB = 'web.default.svc.cluster.local.'
const DB = 'db.prod.svc.cluster.local.'
const OUTSIDE = 'api.example.com.'

interface Asked {
  readonly name?: string
  readonly type?: RecordType
  readonly class?: number
  readonly edns?: Partial<Edns>
}

function request({ name = WEB, type = 'A', class: asked = 1, edns }: Asked = {}): Uint8Array {
  return encodeQuery({
    id: 0x1234,
    question: { name, type, class: asked },
    ...(edns && { edns: { udpSize: 1232, ...edns } }),
  })
}

function serve(asked: Asked, parts: ViewParts = {}, context: Partial<ServeContext> = {}): ServeResult {
  return serveMessage(request(asked), {
    view: viewOfObjects(SMALL_CLUSTER, parts),
    peer: { address: '10.1.0.40', family: 'IPv4', transport: 'udp' },
    random: () => 0.99,
    ...context,
  })
}

function messageOf(result: Served): Message {
  const decoded = decodeMessage(result.bytes)
  if (decoded.kind === 'malformed') throw new Error(decoded.reason)
  return decoded.message
}

function replyTo(asked: Asked, parts?: ViewParts, context?: Partial<ServeContext>): Message {
  const result = serve(asked, parts, context)
  if (result.kind !== 'reply') throw new Error(`no reply but ${result.kind}`)
  return messageOf(result)
}

function linesOf({ answer }: Message): string[] {
  return answer.map(({ name, ttl, data }) => `${name} ${ttl} ${data.type} ${dataText(data)}`)
}

describe('serveMessage', () => {
  it('answers in the letter case of the question', () => {
    const name = 'WeB.default.SVC.cluster.local.'
    const reply = replyTo({ name })
    expect(reply).toMatchObject({ id: 0x1234, rcode: 0, questions: [{ name, type: 'A', class: 1 }] })
    expect(linesOf(reply)).toEqual([`${name} 30 A 10.96.50.100`])
  })

  it.each([
    ['the kubernetes plugin', ''],
    ['k8s_external', ' k8s_external ext.org in-addr.arpa {\n  headless\n }\n'],
  ])('%s knows no name of an address that only a slice without a Service has', (_, plugin) => {
    const endpoints = [{ addresses: ['10.9.9.9'], hostname: 'alone' }]
    const metadata = { namespace: 'default', name: 'alone' }
    const alone = { ...slice('default/alone', { service: '', endpoints }), metadata }
    const corefile = `. {\n kubernetes cluster.local in-addr.arpa\n${plugin}}`
    const view = viewOfObjects([...SMALL_CLUSTER, alone], { corefile })
    const result = serve({ name: '9.9.9.10.in-addr.arpa.', type: 'PTR' }, {}, { view })
    expect(result).toMatchObject({ kind: 'reply', rcode: 'NXDOMAIN' })
  })

  it('tells what the metrics want to know', () => {
    expect(serve({ edns: { dnssecOk: true } })).toMatchObject({
      rcode: 'NOERROR',
      zone: '.',
      type: 'A',
      dnssecOk: true,
    })
    expect(serve({ edns: { version: 1 } })).toMatchObject({ rcode: 'BADVERS', dnssecOk: false })
  })

  it('is silent where CoreDNS is', () => {
    const context = {
      view: viewOfObjects([]),
      peer: { address: '::1', family: 'IPv6', transport: 'tcp' },
      random: () => 0,
    } as const
    expect(serveMessage(Uint8Array.of(1, 2, 3), context)).toEqual({ kind: 'silence' })
  })

  it.each([
    ['refuses other classes', 'cluster.local {\n kubernetes cluster.local\n}\n', 5, 0],
    [
      'answers other classes as IN where forward is loaded',
      '. {\n kubernetes cluster.local\n forward . 10.0.0.1\n}\n',
      0,
      1,
    ],
    ['answers other classes as IN where chaos is loaded', '. {\n chaos\n kubernetes cluster.local\n}\n', 0, 1],
  ])('%s', (_title, corefile, rcode, count) => {
    const { questions, ...reply } = replyTo({ class: 3 }, { corefile })
    expect({ rcode: reply.rcode, count: reply.answer.length, class: questions[0]?.class }).toEqual({
      rcode,
      count,
      class: 3,
    })
  })

  it('says nothing where acl drops', () => {
    const corefile = '. {\n acl {\n drop net 10.1.0.0/16\n }\n kubernetes cluster.local\n}\n'
    expect(serve({}, { corefile })).toEqual({ kind: 'silence' })
    expect(serve({}, { corefile }, { peer: { address: '10.2.0.1', family: 'IPv4', transport: 'udp' } }).kind).toBe(
      'reply',
    )
  })

  it('refuses names that no server block holds', () => {
    expect(replyTo({ name: OUTSIDE }, { corefile: 'cluster.local {\n kubernetes cluster.local\n}\n' }).rcode).toBe(5)
  })

  it('stands for the port of the Corefile where that is not 53', () => {
    const corefile = 'cluster.local:5353 {\n kubernetes cluster.local\n}\n'
    expect(replyTo({}, { corefile }).rcode).toBe(0)
  })

  it('reads 512 octets of a UDP message, and all of a TCP message', () => {
    const asked = { edns: { options: [{ code: 12, data: new Uint8Array(500) }] } }
    const peer = { address: '10.1.0.40', family: 'IPv4', transport: 'tcp' } as const
    expect(replyTo(asked)).toMatchObject({ rcode: 1, questions: [{ name: WEB }] })
    expect(replyTo(asked, {}, { peer }).rcode).toBe(0)
  })

  it('sends EDNS options back before 1.15.0 only', () => {
    const asked = { edns: { options: [{ code: 10, data: Uint8Array.of(1, 2, 3) }] } }
    expect(replyTo(asked, { version: '1.14.7' }).edns?.options).toHaveLength(1)
    expect(replyTo(asked, { version: '1.15.0' }).edns?.options).toHaveLength(0)
  })

  it('keeps UDP answers to the size that bufsize allows', () => {
    const corefile = '. {\n bufsize 600\n kubernetes cluster.local\n}\n'
    expect(replyTo({ edns: { udpSize: 4096 } }, { corefile }).edns?.udpSize).toBe(600)
  })

  it('rotates where the Corefile has loadbalance, and only there', () => {
    const corefile = '. {\n kubernetes cluster.local\n}\n'
    const order = (parts: ViewParts, random: number): string[] =>
      replyTo({ name: DB }, parts, { random: () => random }).answer.map(({ data }) => dataText(data))
    expect(order({}, 0.99)).toEqual(['10.1.0.20', '10.1.0.21'])
    expect(order({}, 0)).toEqual(['10.1.0.21', '10.1.0.20'])
    expect(order({ corefile }, 0)).toEqual(['10.1.0.20', '10.1.0.21'])
  })

  it('turns a failure inside into SERVFAIL, and tells it', () => {
    const failure = new Error('no more chance')
    const random = (): number => {
      throw failure
    }
    const result = serve({ name: DB }, {}, { random }) as Served
    expect(result).toMatchObject({ kind: 'reply', rcode: 'SERVFAIL', failure })
    expect(messageOf(result)).toMatchObject({ rcode: 2, answer: [], questions: [{ name: DB }] })
  })
})

describe('names outside the cluster', () => {
  const answered: Reply = {
    kind: 'reply',
    message: {
      rcode: 'NOERROR',
      authoritative: false,
      recursionAvailable: true,
      truncated: false,
      answer: [{ name: OUTSIDE, ttl: 20, data: { type: 'A', address: '192.0.2.7' } }],
      authority: [],
      additional: [],
    },
  }

  it('get SERVFAIL with the reason where nobody may be asked', () => {
    expect(replyTo({ name: OUTSIDE, edns: {} })).toMatchObject({
      rcode: 2,
      extendedError: { code: 22, text: 'names outside the cluster are not asked for here' },
    })
  })

  it('are asked of the upstream of the Corefile', async () => {
    const asked: unknown[] = []
    const performAsk: PerformAsk = ({ question, forward }) => {
      asked.push({ question, to: forward.to })
      return Promise.resolve(answered)
    }
    const result = serve({ name: OUTSIDE }, {}, { performAsk })
    if (result.kind !== 'pending') throw new Error('not pending')
    const message = messageOf(await result.served)
    expect(asked).toEqual([{ question: { name: OUTSIDE, type: 'A' }, to: ['/etc/resolv.conf'] }])
    expect(linesOf(message)).toEqual([`${OUTSIDE} 20 A 192.0.2.7`])
    expect(message.flags).toMatchObject({ recursionAvailable: true, authoritative: false })
  })

  it('are answered at once from what is at hand', () => {
    expect(serve({ name: OUTSIDE }, {}, { performAsk: () => answered })).toMatchObject({
      kind: 'reply',
      rcode: 'NOERROR',
    })
  })

  it('are asked for as the client asks', async () => {
    const asked: unknown[] = []
    const performAsk: PerformAsk = (_ask, query) => {
      asked.push(query)
      return answered
    }
    serve({ name: OUTSIDE, edns: { dnssecOk: true } }, {}, { performAsk })
    serve({ name: OUTSIDE }, {}, { performAsk, peer: { address: '::1', family: 'IPv6', transport: 'tcp' } })
    const plain = { checkingDisabled: false, recursionDesired: true }
    expect(asked).toEqual([
      { ...plain, transport: 'udp', edns: true, dnssecOk: true },
      { ...plain, transport: 'tcp', edns: false, dnssecOk: false },
    ])
  })

  it.each<[string, PerformAsk, ResponseCode]>([
    ['the upstream fails', () => Promise.resolve({ kind: 'failed', reason: 'time-out' }), 'SERVFAIL'],
    ['too many wait already', () => Promise.resolve({ kind: 'refused', reason: 'over 1000' }), 'REFUSED'],
    ['asking goes wrong', () => Promise.reject(new Error('broken')), 'SERVFAIL'],
  ])('when %s', async (_title, performAsk, rcode) => {
    const result = serve({ name: OUTSIDE }, {}, { performAsk })
    if (result.kind !== 'pending') throw new Error('not pending')
    expect(await result.served).toMatchObject({ kind: 'reply', rcode })
  })
})
