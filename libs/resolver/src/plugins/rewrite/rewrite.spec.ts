import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerUnder, askUnder, linesOf, viewUnder } from '../../../test/ask-under.js'
import { answerQuestion, settle, type Client, type Step } from '../../index.js'

const WEB = 'web.default.svc.cluster.local.'
const ZONE = `
$TTL 100
@    SOA ns h 1 2 3 4 50
@    NS ns
host A 10.0.0.1
cdn  CNAME edge.old.
far  CNAME cdn
host SRV 0 0 80 sub.host
mx   MX 10 host
ptr  PTR host
na   NAPTR 1 2 "s" "SIP" "" host
`
const FILES = { 'db.new': ZONE }
const NEW = ' file db.new new.\n'
const NS = '! new. 100 NS ns.new.'

function under(rules: string, rest = NEW): string {
  return `. {\n${rules
    .split(';')
    .map((rule) => ` rewrite ${rule.trim()}\n`)
    .join('')}${rest}}\n`
}

function ask(rules: string, question: string, version = '1.15.0'): string[] {
  return askUnder(under(rules), question, { files: FILES, version })
}

describe('rewriting names', () => {
  it.each<[rules: string, question: string, answer: string[]]>([
    ['name host.old host.new', 'host.old. A', ['NOERROR aa', 'host.old. 100 A 10.0.0.1', NS]],
    // The owner is the asked name in small letters.
    ['name host.old host.new', 'Host.OLD. A', ['NOERROR aa', 'host.old. 100 A 10.0.0.1', NS]],
    ['name host.old host.new', 'a.host.old. A', ['REFUSED']],
    // Names below the rewritten one are mapped back, too.
    ['name host.old host.new', 'host.old. SRV', ['NOERROR aa', 'host.old. 100 SRV 0 0 80 sub.host.old.', NS]],
    ['name prefix h. host.', 'h.new. A', ['NOERROR aa', 'host.new. 100 A 10.0.0.1', NS]],
    ['name prefix h. host. answer auto', 'h.new. A', ['NOERROR aa', 'h.new. 100 A 10.0.0.1', NS]],
    ['name suffix .old .new', 'host.old. A', ['NOERROR aa', 'host.new. 100 A 10.0.0.1', NS]],
    [
      'name suffix .old .new answer auto',
      'host.old. A',
      ['NOERROR aa', 'host.old. 100 A 10.0.0.1', '! new. 100 NS ns.old.'],
    ],
    [
      'name suffix .old .new answer auto',
      'mx.old. MX',
      ['NOERROR aa', 'mx.old. 100 MX 10 host.old.', '! new. 100 NS ns.old.', '+ host.old. 100 A 10.0.0.1'],
    ],
    [
      'name suffix .old .new answer auto',
      'ptr.old. PTR',
      ['NOERROR aa', 'ptr.old. 100 PTR host.old.', '! new. 100 NS ns.old.'],
    ],
    ['name suffix .old .new answer auto', 'none.old. A', ['NXDOMAIN aa', '! new. 100 SOA ns.old. h.new. 1 2 3 4 50']],
    [
      'name suffix .old .new answer auto',
      'na.old. NAPTR',
      ['NOERROR aa', 'na.old. 100 NAPTR \\# 21 000100020173035349500004686f7374036f6c6400', '! new. 100 NS ns.old.'],
    ],
    ['name substring st.ol. st.ne. answer auto', 'host.ol. A', ['REFUSED']],
    ['name substring old. new. answer auto', 'host.old. A', ['NOERROR aa', 'host.old. 100 A 10.0.0.1', NS]],
    [String.raw`name regex ^(h\w+)\.(.*)d\.$ {1}.new`, 'host.old. A', ['NOERROR aa', 'host.new. 100 A 10.0.0.1', NS]],
    [
      String.raw`name regex (.*)\.old {1}.new answer name (.*)\.new {1}.seen`,
      'host.old. A',
      ['NOERROR aa', 'host.seen. 100 A 10.0.0.1', NS],
    ],
    [
      String.raw`name regex (.*)\.old {1}.new answer auto answer value (.*)\.new {1}.seen`,
      'mx.old. MX',
      ['NOERROR aa', 'mx.old. 100 MX 10 host.seen.', '! new. 100 NS ns.seen.', '+ host.new. 100 A 10.0.0.1'],
    ],
    ['name host.old host..new', 'host.old. A', ['SERVFAIL']],
  ])('%s: %s', (rules, question, lines) => {
    expect(ask(rules, question)).toEqual(lines)
  })

  it('goes on to the cluster, whose records keep their namespace', () => {
    const corefile = under('name web.example web.default.svc.cluster.local', ' kubernetes cluster.local\n')
    expect(answerUnder(corefile, 'web.example. A').answer).toEqual([
      { name: 'web.example.', ttl: 5, data: { type: 'A', address: '10.96.50.100' }, namespace: 'default' },
    ])
  })

  it('tries rules in order, and undoes the last match first', () => {
    const rules = 'continue name suffix .a .b answer auto; name suffix .b .new answer auto'
    expect(ask(rules, 'host.a. A')).toEqual(['NOERROR aa', 'host.a. 100 A 10.0.0.1', '! new. 100 NS ns.a.'])
    expect(ask(rules, 'host.a. A', '1.11.3')).toEqual(['NOERROR aa', 'host.b. 100 A 10.0.0.1', '! new. 100 NS ns.b.'])
    expect(ask('name host.a host.b; name host.b host.new', 'host.a. A')).toEqual(['REFUSED'])
    expect(ask('edns0 nsid set; name host.a host.new', 'host.a. A')).toEqual(['REFUSED'])
    expect(ask('continue edns0 nsid set; name host.a host.new', 'host.a. A')[0]).toBe('NOERROR aa')
  })

  it('uses metadata, and passes over a rule whose label nobody gives', () => {
    const rest = ' metadata\n kubernetes cluster.local {\n pods verified\n }\n'
    const rule = String.raw`name regex ^(\w+)\.my\.$ {1}.{kubernetes/client-namespace}.svc.cluster.local metadata answer auto`
    const from = (client: Client): string[] => askUnder(under(rule, rest), 'db.my. A', { vantage: { client } })
    const answer = ['NOERROR aa', 'db.my. 5 A 10.1.0.20', 'db.my. 5 A 10.1.0.21']
    expect(from({ kind: 'pod', namespace: 'prod', name: 'worker' })).toEqual(answer)
    expect(from({ kind: 'address', address: '10.1.0.40' })).toEqual(answer)
    expect(from({ kind: 'address', address: '10.9.9.9' })).toEqual(['SERVFAIL'])
    expect(from({ kind: 'anyone' })).toEqual(['undecidable: client address'])
  })
})

describe('rewriting all else', () => {
  it.each<[rules: string, question: string, answer: string[]]>([
    ['type AAAA A', 'host.new. AAAA', ['NOERROR aa', 'host.new. 100 A 10.0.0.1', NS]],
    ['ttl host.new 7', 'host.new. A', ['NOERROR aa', 'host.new. 7 A 10.0.0.1', '! new. 7 NS ns.new.']],
    ['ttl suffix .new 120-', 'host.new. A', ['NOERROR aa', 'host.new. 120 A 10.0.0.1', '! new. 120 NS ns.new.']],
    ['ttl regex ^x -5', 'host.new. A', ['NOERROR aa', 'host.new. 100 A 10.0.0.1', NS]],
    ['rcode none.new NXDOMAIN NOERROR', 'none.new. A', ['NOERROR aa', '! new. 100 SOA ns.new. h.new. 1 2 3 4 50']],
    ['rcode prefix other REFUSED SERVFAIL', 'other. A', ['SERVFAIL']],
    // Tried once for each record: the second NS flips it back.
    [
      'rcode host.new NOERROR REFUSED; rcode host.new REFUSED NOERROR',
      'host.new. A',
      ['REFUSED aa', 'host.new. 100 A 10.0.0.1', NS],
    ],
    ['rcode host.new NOERROR YXRRSET', 'host.new. A', ['YXRRSET aa', 'host.new. 100 A 10.0.0.1', NS]],
    ['rcode host.new NOERROR DSOTYPENI', 'host.new. A', ['undecidable: response code 11']],
    [
      'cname edge.old host.new',
      'cdn.new. A',
      ['NOERROR aa', 'cdn.new. 100 CNAME host.new.', 'host.new. 100 A 10.0.0.1', NS],
    ],
    // What follows the new target is left out.
    [
      'cname cdn.new host.new',
      'far.new. A',
      ['NOERROR aa', 'far.new. 100 CNAME host.new.', 'host.new. 100 A 10.0.0.1', NS],
    ],
    [
      'cname edge.old host.new',
      'far.new. A',
      ['NOERROR aa', 'far.new. 100 CNAME cdn.new.', 'cdn.new. 100 CNAME host.new.', 'host.new. 100 A 10.0.0.1', NS],
    ],
    ['cname edge.other host.new', 'cdn.new. A', ['NOERROR aa', 'cdn.new. 100 CNAME edge.old.', NS]],
    ['cname suffix .old. .new.', 'cdn.new. A', ['NOERROR aa', 'cdn.new. 100 CNAME edge.new.', NS]],
    [
      String.raw`cname regex (.*)\.old\. host.new.`,
      'cdn.new. CNAME',
      ['NOERROR aa', 'cdn.new. 100 CNAME host.new.', NS],
    ],
  ])('%s: %s', (rules, question, lines) => {
    expect(
      ask(rules.replace('; rcode', ';continue rcode').replace(/^rcode host/, 'continue rcode host'), question),
    ).toEqual(lines)
  })

  it('class: only templates look at it, and upstreams', () => {
    const template =
      ' template CH A x {\n answer "{{ .Name }} 60 IN A 10.1.1.{{ len .Class }}"\n }\n forward . 192.0.2.1\n'
    expect(askUnder(under('class IN CH', template), 'a.x. A')).toEqual(['NOERROR aa', 'a.x. 60 A 10.1.1.2'])
    expect(askUnder(under('class IN CH', template), 'a.y. A')).toEqual([
      'undecidable: what an upstream says in class CH',
    ])
    expect(askUnder(under('class HS CH', template), 'a.y. A')).toEqual(['ask 192.0.2.1 a.y.'])
  })

  it('says that clients discard a reply whose question is not restored', () => {
    const { notes } = answerUnder(under('continue type AAAA A'), 'host.new. AAAA', { files: FILES })
    expect(notes).toEqual([expect.stringContaining('repeats the rewritten question (host.new. A)')])
    expect(answerUnder(under('type AAAA A'), 'host.new. AAAA', { files: FILES }).notes).toBeUndefined()
  })

  it.each([
    ['name host.old host.new', 'host.old. A', 'rewrite (Corefile:2) asks for host.new. instead of host.old..'],
    ['type AAAA A', 'host.new. AAAA', 'rewrite (Corefile:2) asks for type A instead of AAAA.'],
    ['ttl host.new 5-60', 'host.new. A', 'rewrite (Corefile:2) brings the TTLs of the reply to 5 to 60 seconds.'],
    ['name host.old host..new', 'host.old. A', 'rewrite (Corefile:2) asks for host..new. instead of host.old..'],
  ])('tells why: %s', (rules, question, text) => {
    const [reason] = answerUnder(under(rules), question, { files: FILES }).reasons ?? []
    expect(reason).toEqual({ code: 'rewritten', text })
  })

  it('works through upstreams, and again if resumed again', () => {
    const corefile = under(
      'name suffix .old .new answer auto; cname edge.old host.new',
      ' forward . 192.0.2.1\n',
    ).replace('rewrite name', 'rewrite continue name')
    const first = answerQuestion(
      viewUnder(corefile),
      { client: { kind: 'anyone' }, transport: 'udp' },
      { name: 'cdn.old.', type: 'A' },
    )
    const message = (name: string, data: object): never =>
      ({
        kind: 'reply',
        message: {
          rcode: 'NOERROR',
          ...{ authoritative: false, recursionAvailable: true, truncated: false },
          ...{ answer: [{ name, ttl: 9, data }], authority: [], additional: [] },
        },
      }) as never
    const resumed = (step: Step): Step => {
      if (step.kind !== 'ask') return step
      const { name } = step.question
      return step.resume(
        name === 'cdn.new.'
          ? message(name, { type: 'CNAME', target: 'edge.old.' })
          : message(name, { type: 'A', address: '10.5.5.5' }),
      )
    }
    const second = resumed(first)
    expect(second).toMatchObject({ kind: 'ask', question: { name: 'host.new.', type: 'A' } })
    const lines = ['NOERROR ra', 'cdn.old. 9 CNAME host.old.', 'host.new. 9 A 10.5.5.5']
    expect(linesOf(settle(resumed(second)))).toEqual(lines)
    expect(linesOf(settle(resumed(second)))).toEqual(lines)
  })
})

describe('limits', () => {
  it('sends nothing when a rewritten record has no name any more', () => {
    expect(ask('name suffix .old .new answer name (.*) x..{1}', 'host.old. A')).toEqual(['dropped'])
  })

  it('bounds groups that multiply', () => {
    const pattern = Array.from({ length: 12 }, (_, i) => `((?:\\{${i + 2}\\})*)`).join('')
    const name = Array.from({ length: 12 }, (_, i) => `{${i + 2}}`.repeat(4)).join('')
    const labels = name.match(/.{1,60}/g)?.join('.') as string
    const corefile = under(`name regex ^${pattern} ${'{1}'.repeat(20)}`)
    expect(askUnder(corefile, `${labels}. A`, { files: FILES })).toEqual(['SERVFAIL'])
  })

  it('bounds rewrites of many records', () => {
    const addresses = Array.from({ length: 300 }, (_, i) => ` 10.0.${i >> 8}.${i & 255} many.new\n`).join('')
    const rules = `name suffix .old .new ${'answer name (a+)+x b '.repeat(200)}`
    const corefile = under(rules, ` hosts {\n${addresses} }\n`)
    expect(askUnder(corefile, 'many.old. A')).toEqual(['undecidable: what 200 rewrites make of 300 records'])
  })

  it('looks no more aliases up than it may', () => {
    const aliases = Array.from({ length: 400 }, (_, i) => `answer "a${i}.loop. 60 IN CNAME b${i}.loop."`).join('\n  ')
    const template = ` template ANY CNAME loop {\n  ${aliases}\n }\n`
    const corefile = under(String.raw`cname regex b(.*) c{1}`, template)
    expect(askUnder(corefile, 'a.loop. CNAME')).toEqual(['undecidable: end of a chain of look-ups'])
  })

  it('answers patterns that make other engines hang', () => {
    const name = `${'a'.repeat(60)}.${'a'.repeat(60)}.`
    expect(ask(String.raw`name regex ^(([a-z])+.)+[A-Z]([a-z])+$ host.new`, `${name} A`)).toEqual(['REFUSED'])
  })

  it('gives up on aliases that lead in circles', () => {
    const corefile = under(
      'cname regex (.*) a.loop.',
      ' template ANY ANY {\n answer "{{ .Name }} 60 IN CNAME b.loop."\n }\n',
    )
    expect(askUnder(corefile, 'a.loop. TXT')[0]).toBe('NOERROR aa')
    expect(askUnder(corefile, 'a.loop. A')).toEqual(['undecidable: end of a chain of look-ups'])
  })
})

describe('every suffix rule with answer auto', () => {
  const label = fc.stringMatching(/^[a-z]{1,8}$/)

  it('gives the name as asked back', () => {
    fc.assert(
      fc.property(label, label, label, (host, from, to) => {
        const hosts = ` hosts {\n 10.0.0.1 ${host}.${to}\n }\n`
        const lines = askUnder(under(`name suffix .${from} .${to} answer auto`, hosts), `${host}.${from}. A`)
        expect(lines).toEqual(['NOERROR aa', `${host}.${from}. 3600 A 10.0.0.1`])
      }),
      { numRuns: 100 },
    )
  })
})

it('names the cluster as before where no rule matches', () => {
  const corefile = under('name other.example host.new', ' kubernetes cluster.local\n')
  expect(askUnder(corefile, `${WEB} A`)).toEqual(['NOERROR aa', `${WEB} 5 A 10.96.50.100`])
})
