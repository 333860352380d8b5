import { randomInt } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { SILENT, answers, standIn, type Behaviour } from '#test/upstream'
import { startDnsServer } from '#libs/dns-server'
import { asking, cleanUp, later } from '../test/asking.js'
import { forwarder, type UpstreamChoice } from './index.js'

const OUTSIDE = 'www.example.com'
const WEB = 'web.default.svc.cluster.local'

afterEach(cleanUp)

/** A whole DNS server on the small cluster, before stand-ins of this behaviour; asked by Node's own resolver. */
async function served(behave: Behaviour): Promise<{ resolver: Resolver; asked: () => number; errors: unknown[] }> {
  const upstream = later(await standIn(behave))
  const view = viewOfObjects(SMALL_CLUSTER)
  const clock = new ManualClock()
  const errors: unknown[] = []
  const stopping = new AbortController()
  const upstreams = [{ host: '127.0.0.1', port: upstream.port }]
  const world = {
    clock,
    randomBelow: randomInt,
    leadsBack: () => undefined,
    onProblem: (text: string) => errors.push(text),
  }
  const performAsk = forwarder({ ...world, upstreams }, stopping.signal)
  const server = await startDnsServer(
    {
      view: () => view,
      addresses: [{ host: '127.0.0.1', port: 0 }],
      clock,
      random: Math.random,
      performAsk,
      onError: (error) => errors.push(error),
    },
    stopping.signal,
  )
  later({
    close: async () => {
      stopping.abort()
      await server.stopped
    },
  })
  const resolver = new Resolver({ timeout: 5_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${server.addresses[0]?.port}`])
  return { resolver, asked: () => upstream.asked.length, errors }
}

describe('through a DNS server', () => {
  it('names outside the cluster are answered by the upstream, and kept', async () => {
    const { resolver, asked, errors } = await served(answers('192.0.2.1'))
    expect(await resolver.resolve4(OUTSIDE, { ttl: true })).toEqual([{ address: '192.0.2.1', ttl: 30 }])
    expect(await resolver.resolve4(OUTSIDE)).toEqual(['192.0.2.1'])
    expect(asked()).toBe(1)
    expect(errors).toEqual([])
  })

  it('an ExternalName leads to the upstream', async () => {
    const { resolver, asked } = await served(answers('192.0.2.1'))
    expect(await resolver.resolve4('away.prod.svc.cluster.local')).toEqual(['192.0.2.1'])
    expect(asked()).toBe(1)
  })

  it('names of the cluster are answered while thousands wait for an upstream that is silent', async () => {
    const { resolver, asked } = await served(SILENT)
    const waiting = Array.from({ length: 500 }, (_, i) => resolver.resolve4(`n${i}.example.com`).catch(() => 'gave up'))
    await expect.poll(asked).toBeGreaterThan(100)
    for (let i = 0; i < 20; i++) expect(await resolver.resolve4(WEB)).toEqual(['10.96.50.100'])
    resolver.cancel()
    await Promise.all(waiting)
  })
})

describe('whom the operator has chosen', () => {
  const both = async (): Promise<{
    chosen: UpstreamChoice[]
    corefile: (from: string) => string
    asked: () => string
  }> => {
    const ours = later(await standIn(answers('192.0.2.1')))
    const theirs = later(await standIn(answers('192.0.2.2')))
    return {
      chosen: [{ host: '127.0.0.1', port: ours.port }],
      corefile: (from) => `forward ${from} 127.0.0.1:${theirs.port}`,
      asked: () => `${ours.asked.length} ${theirs.asked.length}`,
    }
  }

  it('is asked in place of what forward . names, and stub zones keep theirs', async () => {
    const { chosen, corefile, asked } = await both()
    await asking(corefile('.'), { upstreams: chosen }).ask('www.example.com.')
    expect(asked()).toBe('1 0')
    await asking(corefile('example.com'), { upstreams: chosen }).ask('www.example.com.')
    expect(asked()).toBe('1 1')
  })

  it('is asked in place of every file', async () => {
    const { chosen, asked } = await both()
    await asking('forward example.com /etc/resolv.conf', { upstreams: chosen }).ask('www.example.com.')
    expect(asked()).toBe('1 0')
  })

  it('is nobody: then no file is opened, and the answer is not known', async () => {
    expect(await asking('forward . /etc/resolv.conf').ask('www.example.com.')).toEqual(['undecidable: upstream'])
  })

  it('may be a resolv.conf of this machine; what it names may lead back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'namescope-forwarder-'))
    later({ close: () => rm(folder, { recursive: true }) })
    const file = join(folder, 'resolv.conf')
    await writeFile(file, 'search a.org\nnameserver 10.96.0.10\n')
    const leadsBack = (host: string): string | undefined => (host === '10.96.0.10' ? 'is the cluster DNS' : undefined)
    const { ask, problems } = asking('forward . /etc/resolv.conf', { upstreams: [{ file }], leadsBack })
    expect(await ask('www.example.com.')).toEqual(['SERVFAIL'])
    expect(problems).toEqual([
      'The upstream 10.96.0.10:53 is the cluster DNS. Name upstreams outside the cluster with --dns-upstreams.',
    ])
  })

  it('may be a file that is not there, which is said', async () => {
    const { ask, problems } = asking('forward . /etc/resolv.conf', { upstreams: [{ file: '/nowhere/resolv.conf' }] })
    expect(await ask('www.example.com.')).toEqual(['SERVFAIL'])
    expect(problems).toEqual([expect.stringContaining("/nowhere/resolv.conf can't be read (ENOENT)")])
  })
})
