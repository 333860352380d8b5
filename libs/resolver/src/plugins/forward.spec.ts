import { describe, expect, it } from 'vitest'
import { linesOf, stepUnder } from '../../test/ask-under.js'
import { settle, type Reply } from '../index.js'

const COREFILE = `. {
 rewrite continue rcode example REFUSED NXDOMAIN
 header {
  response set aa
 }
 forward a.example 192.0.2.1 {
  except x.a.example
  next NXDOMAIN SERVFAIL
  next_on_nodata
 }
 forward c.example 192.0.2.3 {
  except c.example
 }
 forward . 192.0.2.2 {
  next NXDOMAIN
 }
 whoami
}
`

/** The upstreams that are asked one after the other, when each gives this reply; then the answer. */
function walk(question: string, reply: Reply): string[] {
  let step = stepUnder(COREFILE, question)
  const asked: string[] = []
  while (step.kind === 'ask') {
    asked.push(step.forward.to.join(' '))
    step = step.resume(reply)
  }
  return [...asked, ...linesOf(settle(step))]
}

function message(rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED', address?: string): Reply {
  const answer = address === undefined ? [] : [{ name: 'w.a.example.', ttl: 9, data: { type: 'A', address } as const }]
  const bits = { authoritative: false, recursionAvailable: true, truncated: false }
  return { kind: 'reply', message: { rcode, ...bits, answer, authority: [], additional: [] } }
}

describe('forward', () => {
  it.each<[question: string, reply: Reply, lines: string[]]>([
    ['w.a.example. A', message('NOERROR', '10.0.0.1'), ['192.0.2.1', 'NOERROR aa ra', 'w.a.example. 9 A 10.0.0.1']],
    ['w.a.example. A', message('NXDOMAIN'), ['192.0.2.1', '192.0.2.2', 'NXDOMAIN aa ra']],
    ['w.a.example. A', message('SERVFAIL'), ['192.0.2.1', '192.0.2.2', 'SERVFAIL aa ra']],
    ['w.a.example. A', message('NOERROR'), ['192.0.2.1', '192.0.2.2', 'NOERROR aa ra']],
    ['w.a.example. A', message('REFUSED'), ['192.0.2.1', 'REFUSED aa ra']],
    // The last stanza has no forward behind it.
    ['w.b.example. A', message('NXDOMAIN'), ['192.0.2.2', 'NXDOMAIN aa ra']],
    ['x.a.example. A', message('REFUSED'), ['192.0.2.2', 'REFUSED aa ra']],
    // The zone itself is forwarded although it is excepted; names below it are not.
    ['c.example. A', message('REFUSED'), ['192.0.2.3', 'REFUSED aa ra']],
    ['w.c.example. A', message('REFUSED'), ['192.0.2.2', 'REFUSED aa ra']],
    // No reply: what the server writes itself keeps its bits.
    ['w.a.example. A', { kind: 'failed', reason: 'time-out' }, ['192.0.2.1', 'SERVFAIL']],
    ['w.a.example. A', { kind: 'refused', reason: 'too many' }, ['192.0.2.1', 'REFUSED']],
    ['w.a.example. A', { kind: 'undecidable' }, ['192.0.2.1', 'undecidable: upstream']],
  ])('%s: %j', (question, reply, lines) => {
    expect(walk(question, reply)).toEqual(lines)
  })
})
