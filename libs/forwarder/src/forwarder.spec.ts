import { afterEach, describe, expect, it } from 'vitest'
import { asking, cleanUp, later, stanzaOf } from '../test/asking.js'
import { SILENT, a, answers, closedPort, replyTo, standIn, type Behaviour } from '#test/upstream'

const NAME = 'www.example.com.'
const TRUE_ANSWER = ['NOERROR', `${NAME} 300 A 192.0.2.1`]

afterEach(cleanUp)

/** A stand-in, closed after the test. */
async function server(behave: Behaviour, options = {}): ReturnType<typeof standIn> {
  return later(await standIn(behave, options))
}

const honest = answers('192.0.2.1')

describe('time', () => {
  it('ends an attempt after 2 s, and the question after two attempts', async () => {
    const upstream = await server(SILENT)
    const { ask, clock } = asking(`forward . 127.0.0.1:${upstream.port}`)
    const answer = ask(NAME)
    await expect.poll(() => upstream.asked.length).toBe(1)
    clock.advance(1_900)
    expect(upstream.asked).toHaveLength(1)
    clock.advance(150)
    await expect.poll(() => upstream.asked.length).toBe(2)
    clock.advance(2_050)
    expect(await answer).toEqual(['SERVFAIL'])
  })

  it('ends the question after 5 s however many attempts are allowed', async () => {
    const upstream = await server(SILENT)
    const { ask, clock } = asking(`forward . 127.0.0.1:${upstream.port} {\n max_connect_attempts 0\n max_fails 0\n}`)
    const answer = ask(NAME)
    for (const attempts of [1, 2, 3]) {
      await expect.poll(() => upstream.asked.length).toBe(attempts)
      clock.advance(2_050)
    }
    expect(await answer).toEqual(['SERVFAIL'])
    expect(upstream.asked).toHaveLength(3)
  })

  it('is as long as the Corefile says', async () => {
    const upstream = await server(SILENT)
    const { ask, clock } = asking(
      `forward . 127.0.0.1:${upstream.port} {\n read_timeout 500ms\n max_connect_attempts 1\n}`,
    )
    const answer = ask(NAME)
    await expect.poll(() => upstream.asked.length).toBe(1)
    clock.advance(550)
    expect(await answer).toEqual(['SERVFAIL'])
  })

  it('is not waited for where nothing listens', async () => {
    const { ask } = asking(`forward . 127.0.0.1:${await closedPort()}`)
    expect(await ask(NAME)).toEqual(['SERVFAIL'])
  })

  it('closes sockets that nobody uses, and then no timer runs', async () => {
    const upstream = await server(honest)
    const { ask, clock } = asking(`forward . 127.0.0.1:${upstream.port}`)
    await ask(NAME)
    clock.advance(30_000)
    expect(clock.waiting).toBe(0)
    expect(await ask(NAME)).toEqual(TRUE_ANSWER)
    expect(new Set(upstream.asked.map(({ from }) => from)).size).toBe(2)
  })
})

describe('who is asked', () => {
  it('is the next one when one fails', async () => {
    const upstream = await server(honest)
    const { ask, metric } = asking(
      `forward . 127.0.0.1:${await closedPort()} 127.0.0.1:${upstream.port} {\n policy sequential\n}`,
    )
    expect(await ask(NAME)).toEqual(TRUE_ANSWER)
    await expect.poll(() => metric('proxy_healthcheck_failures_total')).toBe(1)
  })

  it('is nobody that is down, until a health check succeeds', async () => {
    let isAnswering = false
    const first = await server((incoming) => isAnswering && answers('192.0.2.9')(incoming))
    const second = await server(honest)
    const { ask, clock } = asking(
      `forward . 127.0.0.1:${first.port} 127.0.0.1:${second.port} {\n policy sequential\n max_fails 1\n}`,
    )
    const answer = ask('zero.example.com.')
    await expect.poll(() => first.asked.length).toBe(1)
    clock.advance(2_050)
    expect(await answer).toHaveLength(2)
    for (const failed of [1, 2]) {
      await expect.poll(() => first.checks.length).toBe(failed)
      clock.advance(1_050)
      await new Promise(setImmediate)
      clock.advance(550)
    }
    expect(await ask('one.example.com.')).toEqual(['NOERROR', 'one.example.com. 300 A 192.0.2.1'])
    expect(first.asked).toHaveLength(1)
    isAnswering = true
    await expect.poll(() => first.checks.length).toBe(3)
    await expect
      .poll(async () => {
        clock.advance(600)
        return ask('two.example.com.')
      })
      .toEqual(['NOERROR', 'two.example.com. 300 A 192.0.2.9'])
  })

  it.each([
    ['one of them all the same', '', 'refuses'],
    ['nobody where the Corefile wants it to fail fast', 'failfast_all_unhealthy_upstreams', 'No upstream is healthy'],
  ])('when all are down is %s', async (_title, property, reason) => {
    const stanza = `forward . 127.0.0.1:${await closedPort()} {\n max_fails 1\n max_connect_attempts 1\n ${property}\n}`
    const { perform, metric, clock } = asking(stanza)
    const ask = { question: { name: NAME, type: 'A' as const }, forward: stanzaOf(stanza) }
    await perform(ask)
    for (const failed of [1, 2, 3]) {
      await expect.poll(() => metric('proxy_healthcheck_failures_total')).toBe(failed)
      clock.advance(550)
    }
    expect(await perform(ask)).toEqual({ kind: 'failed', reason: expect.stringContaining(reason) })
    expect(metric('forward_healthcheck_broken_total')).toBe(1)
  })

  it('is the next one for codes that the Corefile names, and the last one counts', async () => {
    const failing: Behaviour = ({ query, reply }) => reply(replyTo(query, { rcode: 2 }))
    const first = await server(failing)
    const second = await server(failing)
    const to = `127.0.0.1:${first.port} 127.0.0.1:${second.port}`
    expect(await asking(`forward . ${to} {\n policy sequential\n}`).ask(NAME)).toEqual(['SERVFAIL'])
    expect([first.asked.length, second.asked.length]).toEqual([1, 0])
    expect(await asking(`forward . ${to} {\n policy sequential\n failover SERVFAIL\n}`).ask(NAME)).toEqual(['SERVFAIL'])
    expect([first.asked.length, second.asked.length]).toEqual([2, 1])
  })

  it('is the upstream of the stub zone', async () => {
    const stub = await server(answers('192.0.2.5'))
    const other = await server(honest)
    const { ask } = asking(
      `forward corp.example 127.0.0.1:${stub.port}\nforward . 127.0.0.1:${other.port} {\n except local.example\n}`,
    )
    expect(await ask('a.corp.example.')).toEqual(['NOERROR', 'a.corp.example. 300 A 192.0.2.5'])
    expect(await ask(NAME)).toEqual(TRUE_ANSWER)
    expect(await ask('a.local.example.')).toEqual(['SERVFAIL'])
    expect(other.asked).toHaveLength(1)
  })
})

describe('limits', () => {
  it('refuses beyond max_concurrent, and counts it', async () => {
    const upstream = await server(SILENT)
    const { ask, metric } = asking(`forward . 127.0.0.1:${upstream.port} {\n max_concurrent 2\n}`)
    const waiting = [ask('a.example.com.'), ask('b.example.com.')]
    expect(await ask('c.example.com.')).toEqual(['REFUSED'])
    expect(metric('forward_max_concurrent_rejects_total')).toBe(1)
    await cleanUp()
    expect(await Promise.all(waiting)).toEqual([['SERVFAIL'], ['SERVFAIL']])
  })

  it('keeps names of the cluster apart from upstreams that say nothing', async () => {
    const upstream = await server(SILENT)
    const { ask } = asking(`kubernetes cluster.local\nforward . 127.0.0.1:${upstream.port}`)
    const waiting = Array.from({ length: 3_000 }, (_, i) => ask(`n${i}.example.com.`))
    expect(await ask('web.default.svc.cluster.local.')).toEqual([
      'NOERROR',
      'web.default.svc.cluster.local. 5 A 10.96.50.100',
    ])
    await cleanUp()
    expect(await Promise.all(waiting)).toHaveLength(3_000)
  })
})

describe('what leads back', () => {
  it('is not asked, and said once with the fix', async () => {
    const upstream = await server(honest)
    const { ask, problems } = asking(`forward . 127.0.0.1:${upstream.port}`, {
      leadsBack: () => 'is the cluster DNS itself',
    })
    expect([await ask(NAME), await ask('other.example.com.')]).toEqual([['SERVFAIL'], ['SERVFAIL']])
    expect(upstream.asked).toEqual([])
    expect(problems).toEqual([
      `The upstream 127.0.0.1:${upstream.port} is the cluster DNS itself. Name upstreams outside the cluster with --dns-upstreams.`,
    ])
  })

  it('is found by a question that comes back, and left alone for a minute', async () => {
    const lines: string[] = []
    const upstream = await server(
      ({ query, reply }) => {
        const [question] = query.questions
        if (question?.type !== 'HINFO') return reply(replyTo(query, { answer: [a(NAME, '192.0.2.1')] }))
        lines.push(question.name)
      },
      { hearsProbes: true },
    )
    const forward = `forward . 127.0.0.1:${upstream.port}`
    const { ask, clock, problems, perform } = asking(forward)
    expect(await ask(NAME)).toEqual(TRUE_ANSWER)
    await expect.poll(() => lines.length).toBe(1)
    // The Corefile's own stanza, so that the same upstreams are meant.
    const back = { question: { name: lines[0] ?? '', type: 'HINFO' as const }, forward: stanzaOf(forward) }
    expect(await perform(back)).toMatchObject({ kind: 'failed' })
    expect(problems[0]).toContain(`What is asked of 127.0.0.1:${upstream.port} comes back`)
    expect(await ask('after.example.com.')).toEqual(['SERVFAIL'])
    clock.advance(60_100)
    await expect.poll(() => lines.length).toBe(2)
    expect(lines[0]).not.toBe(lines[1])
    expect(await ask(NAME)).toEqual(TRUE_ANSWER)
  })
})
