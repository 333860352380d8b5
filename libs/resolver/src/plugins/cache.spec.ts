import { describe, expect, it } from 'vitest'
import { askUnder } from '../../test/ask-under.js'

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
