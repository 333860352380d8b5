import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '#libs/resolver'
import { asking, cleanUp, later } from '../test/asking.js'
import { DENIED, FAILED, QUESTION, SOA, cacheOf, found, says } from '../test/lone-cache.js'
import { a, answers, replyTo, standIn } from '#test/upstream'

afterEach(cleanUp)

describe('what is kept', () => {
  it.each<[string, string, Reply, number, string]>([
    ['an answer, as old as it is', '3600', found(300), 100, 'NOERROR 200 192.0.2.1 kept'],
    ['an answer, no longer than the stanza says', '60', found(300), 20, 'NOERROR 40 192.0.2.1 kept'],
    ['an answer, no shorter than the stanza says', '3600', found(0), 4, 'NOERROR 1 192.0.2.1 kept'],
    ['an answer, until its time is over', '3600', found(300), 300, 'NOERROR 300 192.0.2.1'],
    ['a denial, by its SOA', '3600', DENIED, 59, 'NXDOMAIN 1 kept'],
    ['the lack of a type', '3600', says({ authority: [SOA] }), 10, 'NOERROR 50 kept'],
    ['a denial, no longer than the stanza says', '{\n denial 100 30\n}', DENIED, 10, 'NXDOMAIN 20 kept'],
    ['a failure, for 5 s', '3600', says({ rcode: 'SERVFAIL' }), 4, 'SERVFAIL undefined kept'],
    ['no failure for longer', '3600', says({ rcode: 'SERVFAIL' }), 5, 'SERVFAIL undefined'],
    ['no reply, for 5 s', '3600', FAILED, 4, 'failed'],
    ['the full TTL where the Corefile says so', '3600 {\n keepttl\n}', found(300), 100, 'NOERROR 300 192.0.2.1 kept'],
    ['nothing where it is switched off', '{\n disable success\n}', found(300), 1, 'NOERROR 300 192.0.2.1'],
    ['no denial where it is switched off', '{\n disable denial example.com\n}', DENIED, 1, 'NXDOMAIN 60'],
    ['no denial without an SOA', '3600', says({ rcode: 'NXDOMAIN' }), 1, 'NXDOMAIN undefined'],
    ['no refusal', '3600', says({ rcode: 'REFUSED' }), 1, 'REFUSED undefined'],
    [
      'nothing that was cut',
      '3600',
      says({ truncated: true, answer: [a('www.example.com.', '192.0.2.1')] }),
      1,
      'NOERROR 300 192.0.2.1',
    ],
    [
      'no alias without what was asked for',
      '3600',
      says({ answer: [{ name: QUESTION.name, ttl: 9, data: { type: 'CNAME', target: 'b.' } }] }),
      1,
      'NOERROR 9',
    ],
    ['nothing without room', '{\n success 0\n}', found(300), 1, 'NOERROR 300 192.0.2.1'],
  ])('%s', async (_title, stanza, reply, seconds, expected) => {
    const { ask, upstreamSays, clock } = cacheOf(stanza)
    upstreamSays(reply)
    expect(await ask()).not.toContain('kept')
    clock.advance(seconds * 1000)
    expect(await ask()).toBe(expected)
  })

  it('is the newest word', async () => {
    const { ask, upstreamSays, clock } = cacheOf('3600')
    upstreamSays(DENIED)
    await ask()
    clock.advance(60_000)
    upstreamSays(found(300))
    await ask()
    expect(await ask()).toBe('NOERROR 300 192.0.2.1 kept')
    clock.advance(300_000)
    upstreamSays(DENIED)
    await ask()
    expect(await ask()).toBe('NXDOMAIN 60 kept')
  })

  it('asks an upstream once for all who ask within its time', async () => {
    const { ask, upstreamSays, fetches, text } = cacheOf('3600')
    upstreamSays(found(300))
    for (let i = 0; i < 5; i++) await ask()
    expect(fetches()).toBe(1)
    expect(text()).toContain('x_cache_hits_total{,type="success"} 4')
    expect(text()).toContain('x_cache_misses_total 1')
    expect(text()).toContain('x_cache_entries{,type="success"} 1')
  })
})

describe('ageing', () => {
  it('never gives more time than an upstream and the stanza allow, and never lengthens it', () => {
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 4_000 }),
        async (ttls, pauses, most) => {
          const { ask, upstreamSays, clock, fetches } = cacheOf(String(most))
          upstreamSays(says({ answer: ttls.map((ttl, i) => a(QUESTION.name, `192.0.2.${i}`, ttl)) }))
          const lifetime = Math.min(Math.max(Math.min(...ttls), 5), most)
          await ask()
          let filledAt = clock.now()
          for (const pause of pauses) {
            clock.advance(pause)
            const before = fetches()
            const ttl = Number((await ask()).split(' ')[1])
            const age = Math.floor((clock.now() - filledAt) / 1000)
            if (fetches() > before) {
              expect(age).toBeGreaterThanOrEqual(lifetime)
              filledAt = clock.now()
            } else {
              expect(ttl).toBe(lifetime - age)
              expect(ttl).toBeGreaterThan(0)
            }
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('behind the resolver', () => {
  it('a reply ages, and clamps act once', async () => {
    const upstream = later(await standIn(answers('192.0.2.1', 7)))
    const { ask, clock } = asking(`cache 60\nforward . 127.0.0.1:${upstream.port}`)
    const ttls: (string | undefined)[] = []
    for (const seconds of [0, 3, 3, 0, 1]) {
      clock.advance(seconds * 1000)
      ttls.push((await ask(QUESTION.name))[1]?.split(' ')[1])
    }
    expect(ttls).toEqual(['7', '4', '1', '1', '7'])
    expect(upstream.asked).toHaveLength(2)
  })

  it('clients that want DNSSEC have answers of their own', async () => {
    const upstream = later(await standIn(answers('192.0.2.1')))
    const { ask } = asking(`cache 60\nforward . 127.0.0.1:${upstream.port}`)
    const query = { transport: 'udp', edns: true, checkingDisabled: false, recursionDesired: true } as const
    for (const dnssecOk of [false, true, false, true]) await ask(QUESTION.name, 'A', { ...query, dnssecOk })
    expect(upstream.asked).toHaveLength(2)
  })

  it('the target of an ExternalName is kept, and what it is behind is not', async () => {
    const upstream = later(
      await standIn(({ query, reply }) =>
        reply(replyTo(query, { answer: [a(query.questions[0]?.name ?? '', '192.0.2.1', 40)] })),
      ),
    )
    const { ask, clock } = asking(`cache 60\nkubernetes cluster.local\nforward . 127.0.0.1:${upstream.port}`)
    const name = 'away.prod.svc.cluster.local.'
    const first = await ask(name)
    expect(first).toHaveLength(3)
    clock.advance(10_000)
    const second = await ask(name)
    expect(upstream.asked).toHaveLength(1)
    // The CNAME's own TTL is the smallest of the message.
    expect([first[1], second[1]].map((line) => line?.split(' ')[1])).toEqual(['5', '5'])
  })
})
