import { afterEach, describe, expect, it } from 'vitest'
import type { ResourceRecord } from '#libs/dns-model'
import { PLAIN_QUERY } from './index.js'
import { UDP_QUERY, asking, cleanUp, later } from '../test/asking.js'
import { a, answers, replyTo, standIn, type Behaviour, type Incoming } from '#test/upstream'

const NAME = 'www.example.com.'
const LIE = [a(NAME, '192.0.2.66')]
const TRUE_ANSWER = ['NOERROR', `${NAME} 300 A 192.0.2.1`]

afterEach(cleanUp)

/** A stand-in, closed after the test. */
async function server(behave: Behaviour, options = {}): ReturnType<typeof standIn> {
  return later(await standIn(behave, options))
}

const honest = answers('192.0.2.1')

describe('an upstream', () => {
  it('is asked as the client asks', async () => {
    const upstream = await server(honest)
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    expect(await ask(NAME)).toEqual(TRUE_ANSWER)
    await ask('other.example.com.', 'A', { ...UDP_QUERY, edns: false, recursionDesired: false, checkingDisabled: true })
    await ask('third.example.com.', 'A', { ...UDP_QUERY, dnssecOk: true })
    expect(
      upstream.asked.map(({ query: { flags, edns } }) => [
        flags.recursionDesired,
        flags.checkingDisabled,
        edns?.dnssecOk,
      ]),
    ).toEqual([
      [true, false, false],
      [false, true, undefined],
      [true, false, true],
    ])
  })

  it('is asked under ids and from ports that change', async () => {
    const upstream = await server(honest)
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    for (let i = 0; i < 40; i++) await ask(`n${i}.example.com.`)
    const ids = new Set(upstream.asked.map(({ query }) => query.id))
    expect(ids.size).toBeGreaterThan(35)
    expect(new Set(upstream.asked.map(({ from }) => from)).size).toBe(4)
  })

  it('gives up a port after 128 questions', async () => {
    const upstream = await server(honest)
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    for (let i = 0; i < 600; i++) await ask(`n${i}.example.com.`)
    const uses = new Map<number, number>()
    for (const { from } of upstream.asked) uses.set(from, (uses.get(from) ?? 0) + 1)
    expect(Math.max(...uses.values())).toBeLessThanOrEqual(128)
    expect(uses.size).toBeGreaterThanOrEqual(5)
  })

  it('is asked once for what several ask at the same time', async () => {
    const upstream = await server(honest)
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    const all = await Promise.all([ask(NAME), ask(NAME.toUpperCase()), ask(NAME, 'AAAA'), ask(NAME)])
    expect(all[3]).toEqual(TRUE_ANSWER)
    expect(upstream.asked).toHaveLength(2)
  })

  it('may say what nobody here knows', async () => {
    const unknown: ResourceRecord = { name: NAME, ttl: 9, data: { type: 'TYPE65280', hex: 'c0ffee' } }
    const upstream = await server(({ query, reply }) => {
      reply(replyTo(query, query.questions[0]?.type === 'A' ? { rcode: 12 } : { answer: [unknown] }))
    })
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    expect(await ask(NAME)).toEqual(['SERVFAIL'])
    expect(await ask(NAME, 'TYPE65280')).toEqual(['NOERROR', `${NAME} 9 TYPE65280 \\# 3 c0ffee`])
  })
})

describe('a reply that is not to the question', () => {
  const wrong: [string, (incoming: Incoming) => void][] = [
    ['has another id', ({ query, reply }) => reply(replyTo({ ...query, id: query.id ^ 1 }, { answer: LIE }))],
    [
      'is to another name',
      ({ query, reply }) =>
        reply(replyTo(query, { questions: [{ name: 'evil.example.com.', type: 'A', class: 1 }], answer: LIE })),
    ],
    [
      'is to another type',
      ({ query, reply }) => reply(replyTo(query, { questions: [{ name: NAME, type: 'AAAA', class: 1 }] })),
    ],
    [
      'is to another class',
      ({ query, reply }) => reply(replyTo(query, { questions: [{ name: NAME, type: 'A', class: 3 }] })),
    ],
    ['has no question', ({ query, reply }) => reply(replyTo(query, { questions: [], answer: LIE }))],
    [
      'comes from somebody else',
      ({ query, replyFromElsewhere }) => replyFromElsewhere(replyTo(query, { answer: LIE })),
    ],
    ['is a query', ({ query, reply }) => reply(replyTo(query, { flags: { response: false }, answer: LIE }))],
    ['is of another operation', ({ query, reply }) => reply(replyTo(query, { opcode: 4, answer: LIE }))],
    ['is cut in its header', ({ query, reply }) => reply(replyTo(query).subarray(0, 7))],
    ['is empty', ({ reply }) => reply(Buffer.alloc(0))],
  ]

  it.each(wrong)('is passed over when it %s', async (_title, send) => {
    const upstream = await server((incoming) => {
      send(incoming)
      setTimeout(() => honest(incoming), 20)
    })
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    expect(await ask(NAME)).toEqual(TRUE_ANSWER)
  })

  it.each(wrong)('is never taken for one when it %s', async (_title, send) => {
    const upstream = await server(send)
    const { ask, clock } = asking(`forward . 127.0.0.1:${upstream.port}`)
    const answer = ask(NAME)
    for (const attempts of [1, 2]) {
      await expect.poll(() => upstream.asked.length).toBe(attempts)
      clock.advance(2_050)
    }
    expect(await answer).toEqual(['SERVFAIL'])
  })

  it('is counted', async () => {
    const upstream = await server((incoming) => {
      wrong[0]?.[1](incoming)
      setTimeout(() => honest(incoming), 20)
    })
    const { ask, metric } = asking(`forward . 127.0.0.1:${upstream.port}`)
    await ask(NAME)
    expect(metric('proxy_stray_messages_total')).toBe(1)
  })

  it('has its letters in any case', async () => {
    const upstream = await server(({ query, reply }) =>
      reply(
        replyTo(query, {
          questions: [{ name: 'WWW.eXaMple.com.', type: 'A', class: 1 }],
          answer: [a(NAME, '192.0.2.1')],
        }),
      ),
    )
    expect(await asking(`forward . 127.0.0.1:${upstream.port}`).ask(NAME)).toEqual(TRUE_ANSWER)
  })
})

describe('a reply that goes beyond the question', () => {
  it('loses what nobody asked for', async () => {
    const upstream = await server(({ query, reply }) =>
      reply(
        replyTo(query, {
          answer: [
            a('cdn.example.net.', '192.0.2.2'),
            { name: NAME, ttl: 60, data: { type: 'CNAME', target: 'CDN.example.net.' } },
            a('bank.example.', '192.0.2.66'),
          ],
          authority: [
            { name: 'example.net.', ttl: 60, data: { type: 'NS', target: 'ns.example.net.' } },
            { name: 'bank.example.', ttl: 60, data: { type: 'NS', target: 'ns.evil.example.' } },
          ],
          additional: [
            a('ns.example.net.', '192.0.2.3'),
            a('ns.evil.example.', '192.0.2.66'),
            a('bank.example.', '192.0.2.66'),
          ],
        }),
      ),
    )
    expect(await asking(`forward . 127.0.0.1:${upstream.port}`).ask(NAME)).toEqual([
      'NOERROR',
      'cdn.example.net. 300 A 192.0.2.2',
      `${NAME} 60 CNAME CDN.example.net.`,
      'example.net. 60 NS ns.example.net.',
      'ns.example.net. 300 A 192.0.2.3',
    ])
  })
})

describe('truncation', () => {
  const many = Array.from({ length: 200 }, (_, i) => a(NAME, `192.0.2.${i}`))
  const full: Behaviour = ({ query, transport, reply }) =>
    reply(transport === 'udp' ? replyTo(query, { flags: { truncated: true } }) : replyTo(query, { answer: many }))

  it('leads to TCP', async () => {
    const upstream = await server(full)
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    expect(await ask(NAME)).toHaveLength(201)
    expect(upstream.asked.map(({ transport }) => transport)).toEqual(['udp', 'tcp'])
  })

  it.each<[string, Behaviour, object, string[]]>([
    ['and nothing listens there', full, { refusesTcp: true }, ['NOERROR tc']],
    [
      'and the connection is closed there',
      (incoming) => (incoming.transport === 'udp' ? full(incoming) : incoming.hangUp()),
      {},
      ['NOERROR tc'],
    ],
    [
      'and there was nothing to cut: what came is passed on, marked as it was',
      ({ query, transport, reply, hangUp }) =>
        transport === 'tcp'
          ? hangUp()
          : reply(replyTo(query, { flags: { truncated: true }, answer: [a(NAME, '192.0.2.1')] })),
      {},
      ['NOERROR tc', `${NAME} 300 A 192.0.2.1`],
    ],
    [
      'and the message is cut inside a record',
      (incoming) =>
        incoming.transport === 'tcp'
          ? honest(incoming)
          : incoming.reply(replyTo(incoming.query, { flags: { truncated: true }, answer: many }).subarray(0, 500)),
      {},
      TRUE_ANSWER,
    ],
  ])('may be a lie: %s', async (_title, behave, options, expected) => {
    const upstream = await server(behave, options)
    expect(await asking(`forward . 127.0.0.1:${upstream.port}`).ask(NAME)).toEqual(expected)
  })

  it('is no matter where a message is larger than was asked for', async () => {
    const upstream = await server(({ query, reply }) => reply(replyTo(query, { answer: many })))
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port}`)
    expect(await ask(NAME, 'A', { ...UDP_QUERY, edns: false })).toHaveLength(201)
  })
})

describe('TCP', () => {
  it.each([
    ['for clients that use it', '', { ...PLAIN_QUERY, transport: 'tcp' }, ['tcp']],
    ['where the Corefile says so', '{\n force_tcp\n}', UDP_QUERY, ['tcp']],
    ['not where it prefers UDP', '{\n prefer_udp\n}', { ...PLAIN_QUERY, transport: 'tcp' }, ['udp']],
  ] as const)('is used %s', async (_title, block, query, expected) => {
    const upstream = await server(honest)
    expect(await asking(`forward . 127.0.0.1:${upstream.port} ${block}`).ask(NAME, 'A', query)).toEqual(TRUE_ANSWER)
    expect(upstream.asked.map(({ transport }) => transport)).toEqual(expected)
  })

  it('uses a connection again, and opens another when that was closed meanwhile', async () => {
    const upstream = await server((incoming) => {
      if (incoming.query.questions[0]?.name === 'late.example.com.' && upstream.asked.length === 3) incoming.hangUp()
      else honest(incoming)
    })
    const { ask } = asking(`forward . 127.0.0.1:${upstream.port} {\n force_tcp\n}`)
    await ask('one.example.com.')
    await ask('two.example.com.')
    expect(await ask('late.example.com.')).toHaveLength(2)
    expect(new Set(upstream.asked.map(({ from }) => from)).size).toBe(2)
  })
})
