import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerUnder, askUnder } from '../../../test/ask-under.js'

const ZONE = `
$TTL 100
@        SOA ns H 1 2 3 4 50
@        NS ns
@        NS ns.out.example.
ns       A 10.0.0.9
www  30  A 10.0.0.1
www      AAAA fd00::1
www      MX 10 Mail
www      MX 20 mail
mail     A 10.0.0.2
alias    CNAME www
alias2   CNAME alias
gone     CNAME nowhere
away     CNAME other.example.
self     CNAME self
*.wild   TXT "any"
*.wild   SRV 0 0 80 www
real.wild A 10.0.0.3
*.walias CNAME www
x.inner  A 10.0.0.4
*.ent    A 10.0.0.5
y.deep.ent A 10.0.0.6
sub      NS ns.sub
sub      NS ns.other.example.
sub      DS 1 8 2 00
ns.sub   A 10.0.0.7
tosub    CNAME x.sub
old      DNAME new
a.new    A 10.0.0.8
loop     DNAME x.loop
_http._tcp SRV 0 0 80 WWW
svc      HTTPS 1 WWW alpn=h2
`
const FILES = { 'db.zone': ZONE }
const COREFILE = '. {\n file db.zone zone.\n}\n'
const SOA = '! zone. 100 SOA ns.zone. h.zone. 1 2 3 4 50'
const NS = ['! zone. 100 NS ns.zone.', '! zone. 100 NS ns.out.example.']
const WWW = 'www.zone. 30 A 10.0.0.1'

describe('a zone file', () => {
  it.each<[question: string, answer: string[]]>([
    ['www.zone. A', ['NOERROR aa', WWW, ...NS]],
    // Owners are in the file's letters made small, whatever the question's are.
    ['WWW.Zone. A', ['NOERROR aa', WWW, ...NS]],
    ['www.zone. TXT', ['NOERROR aa', SOA]],
    ['www.zone. ANY', ['NOERROR aa', SOA]],
    ['nowhere.zone. A', ['NXDOMAIN aa', SOA]],
    ['a.www.zone. A', ['NXDOMAIN aa', SOA]],
    ['inner.zone. A', ['NOERROR aa', SOA]],
    ['zone. SOA', ['NOERROR aa', SOA.slice(2), ...NS]],
    ['zone. NS', ['NOERROR aa', ...NS.map((line) => line.slice(2)), '+ ns.zone. 100 A 10.0.0.9']],
    ['zone. A', ['NOERROR aa', SOA]],
    ['www.zone. SOA', ['NOERROR aa', SOA]],
    [
      'www.zone. MX',
      [
        'NOERROR aa',
        'www.zone. 100 MX 10 mail.zone.',
        'www.zone. 100 MX 20 mail.zone.',
        ...NS,
        '+ mail.zone. 100 A 10.0.0.2',
      ],
    ],
    [
      '_http._tcp.zone. SRV',
      ['NOERROR aa', '_http._tcp.zone. 100 SRV 0 0 80 WWW.zone.', ...NS, `+ ${WWW}`, '+ www.zone. 100 AAAA fd00::1'],
    ],
    [
      'svc.zone. HTTPS',
      [
        'NOERROR aa',
        'svc.zone. 100 HTTPS \\# 19 000103777777047a6f6e650000010003026832',
        ...NS,
        `+ ${WWW}`,
        '+ www.zone. 100 AAAA fd00::1',
      ],
    ],
  ])('answers %s', (question, lines) => {
    expect(askUnder(COREFILE, question, { files: FILES })).toEqual(lines)
  })

  it.each<[question: string, answer: string[]]>([
    ['alias.zone. A', ['NOERROR aa', 'alias.zone. 100 CNAME www.zone.', WWW, ...NS]],
    ['alias.zone. CNAME', ['NOERROR aa', 'alias.zone. 100 CNAME www.zone.', ...NS]],
    [
      'alias2.zone. A',
      ['NOERROR aa', 'alias2.zone. 100 CNAME alias.zone.', 'alias.zone. 100 CNAME www.zone.', WWW, ...NS],
    ],
    ['alias.zone. TXT', ['NOERROR aa', 'alias.zone. 100 CNAME www.zone.', ...NS]],
    ['gone.zone. A', ['NXDOMAIN aa', 'gone.zone. 100 CNAME nowhere.zone.', SOA]],
    // Nobody here serves the target: the alias alone is the answer.
    ['away.zone. A', ['NOERROR aa', 'away.zone. 100 CNAME other.example.', ...NS]],
    ['self.zone. A', ['SERVFAIL']],
    [
      'a.old.zone. A',
      [
        'NOERROR aa',
        'old.zone. 100 DNAME new.zone.',
        'a.old.zone. 100 CNAME a.new.zone.',
        'a.new.zone. 100 A 10.0.0.8',
        ...NS,
      ],
    ],
    ['a.old.zone. CNAME', ['NOERROR aa', 'old.zone. 100 DNAME new.zone.', 'a.old.zone. 100 CNAME a.new.zone.', ...NS]],
    ['old.zone. DNAME', ['NOERROR aa', 'old.zone. 100 DNAME new.zone.', ...NS]],
  ])('follows aliases: %s', (question, lines) => {
    expect(askUnder(COREFILE, question, { files: FILES })).toEqual(lines)
  })

  it.each<[question: string, answer: string[]]>([
    ['a.wild.zone. TXT', ['NOERROR aa', 'a.wild.zone. 100 TXT "any"', ...NS]],
    ['b.a.wild.zone. TXT', ['NOERROR aa', 'b.a.wild.zone. 100 TXT "any"', ...NS]],
    ['a.wild.zone. A', ['NOERROR aa', SOA]],
    ['real.wild.zone. TXT', ['NOERROR aa', SOA]],
    ['a.real.wild.zone. TXT', ['NXDOMAIN aa', SOA]],
    ['wild.zone. TXT', ['NOERROR aa', SOA]],
    ['*.wild.zone. TXT', ['NOERROR aa', '*.wild.zone. 100 TXT "any"', ...NS]],
    [
      'a.wild.zone. SRV',
      ['NOERROR aa', 'a.wild.zone. 100 SRV 0 0 80 www.zone.', ...NS, `+ ${WWW}`, '+ www.zone. 100 AAAA fd00::1'],
    ],
    ['a.walias.zone. A', ['NOERROR aa', 'a.walias.zone. 100 CNAME www.zone.', WWW, ...NS]],
    ['a.ent.zone. A', ['NOERROR aa', 'a.ent.zone. 100 A 10.0.0.5', ...NS]],
    // Of itself CoreDNS takes no notice there.
    ['deep.ent.zone. A', ['NOERROR aa', 'deep.ent.zone. 100 A 10.0.0.5', ...NS]],
    // deep.ent is an empty non-terminal, and closer than the wildcard (RFC 4592, section 3.3.1).
    ['z.deep.ent.zone. A', ['NXDOMAIN aa', SOA]],
  ])('expands wildcards: %s', (question, lines) => {
    expect(askUnder(COREFILE, question, { files: FILES })).toEqual(lines)
  })

  const referral = [
    '! sub.zone. 100 NS ns.sub.zone.',
    '! sub.zone. 100 NS ns.other.example.',
    '+ ns.sub.zone. 100 A 10.0.0.7',
  ]

  it.each<[question: string, answer: string[]]>([
    ['sub.zone. A', ['NOERROR', ...referral]],
    ['a.b.sub.zone. A', ['NOERROR', ...referral]],
    ['ns.sub.zone. A', ['NOERROR', ...referral]],
    ['sub.zone. NS', ['NOERROR', ...referral]],
    ['a.sub.zone. DS', ['NOERROR', ...referral]],
    ['sub.zone. DS', ['NOERROR aa', 'sub.zone. 100 DS \\# 5 0001080200', ...NS]],
    ['tosub.zone. A', ['NOERROR aa', 'tosub.zone. 100 CNAME x.sub.zone.', ...referral]],
  ])('delegates: %s', (question, lines) => {
    expect(askUnder(COREFILE, question, { files: FILES })).toEqual(lines)
  })

  it('fails on a DNAME that leads in circles', () => {
    expect(askUnder(COREFILE, 'a.loop.zone. A', { files: FILES })[0]).toBe('SERVFAIL aa')
  })

  it.each([
    ['away.zone. A', ['NOERROR aa', 'away.zone. 100 CNAME other.example.', 'other.example. 3600 A 10.9.9.9', ...NS]],
    ['away.zone. TXT', ['NOERROR aa', 'away.zone. 100 CNAME other.example.', SOA]],
  ])('asks the whole server for targets outside: %s', (question, lines) => {
    const corefile = '. {\n hosts {\n 10.9.9.9 other.example\n fallthrough\n }\n file db.zone zone.\n}\n'
    expect(askUnder(corefile, question, { files: FILES })).toEqual(lines)
  })
})

describe('file and auto in a server block', () => {
  it.each([
    ['. {\n file db.zone zone.\n}\n', 'other. A', ['REFUSED']],
    ['. {\n file db.zone zone.\n whoami\n}\n', 'other. A', ['undecidable: client port']],
    [
      '. {\n file db.zone zone. {\n fallthrough\n }\n forward . 192.0.2.1\n}\n',
      'nowhere.zone. A',
      ['ask 192.0.2.1 nowhere.zone.'],
    ],
    [
      '. {\n file db.zone zone. {\n fallthrough\n }\n forward . 192.0.2.1\n}\n',
      'inner.zone. A',
      ['ask 192.0.2.1 inner.zone.'],
    ],
    ['. {\n file db.zone zone. {\n fallthrough\n }\n forward . 192.0.2.1\n}\n', 'www.zone. TXT', ['NOERROR aa', SOA]],
    ['. {\n file missing zone.\n}\n', 'www.zone. A', ['undecidable: zone file missing']],
    ['. {\n file db.zone zone.\n}\n', 'zone. AXFR', ['REFUSED']],
    ['. {\n auto {\n directory . db.(.*) {1}\n }\n}\n', 'www.zone. A', ['NOERROR aa', WWW, ...NS]],
    [
      '. {\n auto {\n directory . db.(.*) {1}\n }\n}\n',
      'tosub.zone. A',
      ['NOERROR', 'tosub.zone. 100 CNAME x.sub.zone.'],
    ],
  ])('%j: %s', (corefile, question, lines) => {
    expect(askUnder(corefile, question, { files: FILES }).slice(0, lines.length)).toEqual(lines)
  })

  it.each([
    ['1.12.2', 'other. A', ['SERVFAIL']],
    ['1.12.2', '_http._tcp.zone. SRV', ['NOERROR aa', '_http._tcp.zone. 100 SRV 0 0 80 www.zone.']],
    ['1.14.4', 'gone.zone. A', ['NXDOMAIN aa', 'gone.zone. 100 CNAME nowhere.zone.', ...NS]],
    ['1.14.4', 'a.wild.zone. SRV', ['NOERROR aa', 'a.wild.zone. 100 SRV 0 0 80 www.zone.', ...NS]],
    ['1.14.6', 'z.deep.ent.zone. A', ['NOERROR aa', 'z.deep.ent.zone. 100 A 10.0.0.5', ...NS]],
    ['1.14.6', 'tosub.zone. A', ['NOERROR aa', 'tosub.zone. 100 CNAME x.sub.zone.', SOA]],
    [
      '1.14.7',
      'self.zone. A',
      ['NOERROR aa', ...Array.from({ length: 10 }, () => 'self.zone. 100 CNAME self.zone.'), ...NS],
    ],
  ])('%s answered %s otherwise', (version, question, lines) => {
    const answer = askUnder(COREFILE, question, { files: FILES, version })
    expect(answer.slice(0, lines.length)).toEqual(lines)
  })

  it.each([
    [
      'www.zone. A',
      'zone-file-record',
      /^The zone file db\.zone \(file, Corefile:2\) holds A records for www\.zone\.\.$/,
    ],
    ['www.zone. TXT', 'zone-file-no-data', /has the name www\.zone\., but no TXT records/],
    ['nowhere.zone. A', 'zone-file-no-name', /has no name nowhere\.zone\./],
    ['alias.zone. A', 'zone-file-alias', /holds an alias \(CNAME\) at alias\.zone\./],
    ['x.sub.zone. A', 'zone-file-delegation', /delegates x\.sub\.zone\./],
    ['self.zone. A', 'zone-file-loop', /in a circle/],
  ])('tells why: %s', (question, code, text) => {
    const [reason] = answerUnder(COREFILE, question, { files: FILES }).reasons ?? []
    expect(reason).toMatchObject({ code, text: expect.stringMatching(text) as string })
  })
})

describe('every zone', () => {
  const label = fc.constantFrom('a', 'b', 'c')
  const owner = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.zone.`)

  it('gives each address that it holds, NODATA above one, NXDOMAIN elsewhere', () => {
    fc.assert(
      fc.property(fc.uniqueArray(owner, { minLength: 1, maxLength: 12 }), owner, (owners, asked) => {
        const text = `$TTL 5\nzone. SOA ns.zone. h.zone. 1 2 3 4 5\n${owners.map((name, i) => `${name} A 10.0.0.${i}`).join('\n')}\n`
        const { rcode, answer } = answerUnder(COREFILE, `${asked} A`, { files: { 'db.zone': text } })
        const isOwner = owners.includes(asked)
        const isInner = owners.some((name) => name.endsWith(`.${asked}`))
        expect([rcode, answer.length]).toEqual([isOwner || isInner ? 'NOERROR' : 'NXDOMAIN', isOwner ? 1 : 0])
      }),
      { numRuns: 200 },
    )
  })
})
