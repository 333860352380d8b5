import { describe, expect, it } from 'vitest'
import type { ResourceRecord } from '#libs/dns-model'
import type { Reply } from '#libs/resolver'
import { DENIED, FAILED, QUESTION, cacheOf, found, says, shown } from '../test/lone-cache.js'
import { a } from '#test/upstream'

describe('prefetch', () => {
  it('asks again for what is popular and about to end', async () => {
    const { ask, upstreamSays, fetches, clock } = cacheOf('3600 {\n prefetch 3 1m 10%\n}')
    upstreamSays(found(100))
    await ask()
    clock.advance(30_000)
    await ask()
    clock.advance(30_000)
    await ask()
    clock.advance(29_000)
    await ask()
    expect(fetches()).toBe(1)
    clock.advance(1_000)
    upstreamSays(found(100, '192.0.2.2'))
    expect(await ask()).toBe('NOERROR 10 192.0.2.1 kept')
    expect(fetches()).toBe(2)
    expect(await ask()).toBe('NOERROR 100 192.0.2.2 kept')
  })

  it('leaves alone what is asked for with long gaps', async () => {
    const { ask, upstreamSays, fetches, clock } = cacheOf('3600 {\n prefetch 2 10s 50%\n}')
    upstreamSays(found(100))
    for (let i = 0; i < 8; i++) {
      await ask()
      clock.advance(12_000)
    }
    expect(fetches()).toBe(1)
  })
})

describe('stale answers', () => {
  it('are served at once, and asked for behind that', async () => {
    const { ask, upstreamSays, fetches, clock, text } = cacheOf('3600 {\n serve_stale 1h\n}')
    upstreamSays(found(100))
    await ask()
    clock.advance(200_000)
    upstreamSays(FAILED)
    expect(await ask()).toBe('NOERROR 0 192.0.2.1 kept')
    expect(fetches()).toBe(2)
    upstreamSays(found(100, '192.0.2.2'))
    expect(await ask()).toBe('NOERROR 0 192.0.2.1 kept')
    expect(await ask()).toBe('NOERROR 100 192.0.2.2 kept')
    expect(text()).toContain('x_cache_served_stale_total 2')
    expect(text()).toContain('x_cache_prefetch_total 2')
  })

  it('end with their time', async () => {
    const { ask, upstreamSays, clock } = cacheOf('3600 {\n serve_stale 1h\n}')
    upstreamSays(found(100))
    await ask()
    clock.advance(3_700_000)
    upstreamSays(FAILED)
    expect(await ask()).toBe('failed')
  })

  it('are served only after asking in vain, where the Corefile says so', async () => {
    const { ask, upstreamSays, clock } = cacheOf('3600 {\n serve_stale 1h verify\n}')
    upstreamSays(found(100))
    await ask()
    clock.advance(200_000)
    upstreamSays(says({ rcode: 'SERVFAIL' }))
    expect(await ask()).toBe('NOERROR 0 192.0.2.1 kept')
    upstreamSays(found(100, '192.0.2.2'))
    expect(await ask()).toBe('NOERROR 100 192.0.2.2')
    expect(await ask()).toBe('NOERROR 100 192.0.2.2 kept')
  })

  it('are served when asking takes too long, with the TTL of the Corefile', async () => {
    const { cache, upstreamSays, ask, clock } = cacheOf('3600 {\n serve_stale 1h verify 1s 30s\n}')
    upstreamSays(found(100))
    await ask()
    clock.advance(200_000)
    const slow = Promise.withResolvers<Reply>()
    const reply = cache.ask('key', QUESTION, () => slow.promise)
    clock.advance(1_050)
    expect(shown(await reply)).toBe('NOERROR 30 192.0.2.1 kept')
    slow.resolve(found(100, '192.0.2.2'))
    await new Promise(setImmediate)
    expect(await ask()).toBe('NOERROR 100 192.0.2.2 kept')
  })

  it('are not asked for again too soon after that has failed', async () => {
    const { ask, upstreamSays, fetches, clock } = cacheOf('3600 {\n serve_stale 1h immediate 0s 30s\n}')
    upstreamSays(found(100))
    await ask()
    clock.advance(200_000)
    upstreamSays(FAILED)
    for (let i = 0; i < 5; i++) await ask()
    expect(fetches()).toBe(2)
    clock.advance(30_000)
    await ask()
    expect(fetches()).toBe(3)
  })
})

describe('room', () => {
  it('is for as many replies as the stanza says; what was asked for lately stays', async () => {
    const { ask, upstreamSays, fetches, text } = cacheOf('3600 {\n success 3\n}')
    upstreamSays(found(300))
    for (const name of ['a.', 'b.', 'c.', 'a.', 'd.']) await ask(name)
    expect(fetches()).toBe(4)
    expect(await ask('a.')).toContain('kept')
    expect(await ask('b.')).not.toContain('kept')
    expect(text()).toContain('x_cache_evictions_total{,type="success"} 2')
  })

  it('is bounded in octets, too', async () => {
    const { ask, cache, upstreamSays } = cacheOf('3600')
    const strings = Array.from({ length: 250 }, () => 'x'.repeat(250))
    for (let i = 0; i < 400; i++) {
      const large: ResourceRecord = { name: QUESTION.name, ttl: 300, data: { type: 'TXT', strings } }
      upstreamSays(says({ answer: [large, a(QUESTION.name, '192.0.2.1')] }))
      await ask(`n${i}`)
    }
    expect(cache.octets).toBeGreaterThan(31 * 2 ** 20)
    expect(cache.octets).toBeLessThanOrEqual(32 * 2 ** 20)
  })

  it('is given back by whatever leaves', async () => {
    const { ask, cache, upstreamSays, clock } = cacheOf('3600 {\n success 2\n denial 2\n}')
    for (let i = 0; i < 50; i++) {
      upstreamSays([found(300), DENIED, FAILED][i % 3] as Reply)
      await ask(`n${i % 7}.`)
      clock.advance(400_000)
    }
    expect(cache.octets).toBeLessThan(4 * 2_000)
  })
})
