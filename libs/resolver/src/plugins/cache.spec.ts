import { describe, expect, it } from 'vitest'
import { askUnder, linesOf, stepUnder } from '../../test/ask-under.js'
import type { Reply } from '../step.js'

const ZONE = `
$TTL 100
@     SOA ns h 1 2 3 4 50
@     NS ns
ns    A 10.0.0.9
www   A 10.0.0.1
short 7 A 10.0.0.2
alias CNAME www
out   CNAME other.example.
away  CNAME a.host.
gone  CNAME nowhere
sub   NS ns.sub
`

/** The one TTL of an answer's records. */
function ttl(cache: string, question: string, version = '1.15.0'): number {
  const hosts = ' hosts {\n 10.0.0.3 a.host\n fallthrough\n }\n'
  const corefile = `. {\n cache ${cache}\n${hosts} file db.zone zone.\n}\n`
  const ttls = askUnder(corefile, question, { files: { 'db.zone': ZONE }, version })
    .slice(1)
    .map((line) => Number(line.replace(/^[!+] /, '').split(' ')[1]))
  expect(new Set(ttls).size).toBe(1)
  return ttls[0] as number
}

const BOTH = '{\n success 100 40 20\n denial 100 30 12\n }'

/** What becomes of an upstream's A record of this TTL, by way of this Corefile. */
function forwarded(corefile: string, question: string, seconds: number, kept: boolean, version = '1.15.0'): string[] {
  const step = stepUnder(corefile, question, { version })
  if (step.kind !== 'ask') throw new Error('nobody is asked')
  const reply: Reply = {
    kind: 'reply',
    message: {
      rcode: 'NOERROR',
      authoritative: false,
      recursionAvailable: true,
      truncated: false,
      answer: [{ name: step.question.name, ttl: seconds, data: { type: 'A', address: '192.0.2.1' } }],
      authority: [],
      additional: [],
    },
    ...(kept && { kept }),
  }
  const end = step.resume(reply)
  if (end.kind !== 'answer') throw new Error('asked again')
  return linesOf(end.answer)
}

describe('cache, for what an upstream says', () => {
  const corefile = '. {\n cache 60\n forward . 192.0.2.53\n}\n'

  it('tells by which stanza it may be kept', () => {
    const { cache } = stepUnder(corefile, 'example.com. A') as { cache?: { plugin: { success: { maxTtl: number } } } }
    expect(cache?.plugin.success.maxTtl).toBe(60)
    expect(stepUnder('. {\n forward . 192.0.2.53\n}\n', 'example.com. A')).not.toHaveProperty('cache')
    expect(stepUnder('. {\n cache 60 a.org\n forward . 192.0.2.53\n}\n', 'b.org. A')).not.toHaveProperty('cache')
  })

  it('brings TTLs into bounds once: not again for what was kept', () => {
    expect(forwarded(corefile, 'example.com. A', 3, false)).toEqual(['NOERROR ra', 'example.com. 5 A 192.0.2.1'])
    expect(forwarded(corefile, 'example.com. A', 3, true)).toEqual(['NOERROR ra', 'example.com. 3 A 192.0.2.1'])
    expect(forwarded(corefile, 'example.com. A', 99, false)[1]).toBe('example.com. 60 A 192.0.2.1')
  })

  it('gave the AA bit to what was kept before 1.15.0', () => {
    expect(forwarded(corefile, 'example.com. A', 3, true, '1.14.7')[0]).toBe('NOERROR aa ra')
    expect(forwarded(corefile, 'example.com. A', 3, false, '1.14.7')[0]).toBe('NOERROR ra')
  })
})

describe('cache, for each kind of message', () => {
  it.each([
    ['3600', 'www.zone. A', 100],
    ['3600', 'short.zone. A', 7],
    [BOTH, 'www.zone. A', 40],
    [BOTH, 'short.zone. A', 20],
    // Negative answers: the SOA's TTL, not its minimum field.
    ['3600', 'www.zone. TXT', 100],
    [BOTH, 'www.zone. TXT', 30],
    [BOTH, 'nowhere.zone. A', 30],
    // An alias without the data behind it is negative when an SOA says so.
    [BOTH, 'away.zone. TXT', 30],
    [BOTH, 'alias.zone. TXT', 40],
    [BOTH, 'alias.zone. A', 40],
    [BOTH, 'out.zone. A', 40],
    // NXDOMAIN behind an alias, and referrals, count as if they had a TTL of 5.
    [BOTH, 'gone.zone. A', 20],
    ['3600', 'gone.zone. A', 5],
    ['3600', 'sub.zone. A', 5],
  ])('%j: %s has %i', (cache, question, seconds) => {
    expect(ttl(cache, question)).toBe(seconds)
  })

  it('capped TTLs at an hour before 1.14.4', () => {
    const long = ZONE.replace('$TTL 100', '$TTL 90000')
    const corefile = '. {\n cache 7200\n file db.zone zone.\n}\n'
    const line = (version: string): string | undefined =>
      askUnder(corefile, 'www.zone. A', { files: { 'db.zone': long }, version })[1]
    expect(line('1.14.4')).toBe('www.zone. 7200 A 10.0.0.1')
    expect(line('1.14.3')).toBe('www.zone. 3600 A 10.0.0.1')
  })
})
