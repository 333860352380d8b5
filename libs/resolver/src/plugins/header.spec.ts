import { describe, expect, it } from 'vitest'
import { answerUnder, askUnder } from '../../test/ask-under.js'

const under = (lines: string): string => `. {\n header {\n${lines} }\n hosts {\n 10.0.0.1 a.example\n }\n}\n`

describe('header', () => {
  it.each([
    ['response set ra\n', 'a.example. A', 'NOERROR aa ra'],
    ['response clear aa\n', 'a.example. A', 'NOERROR'],
    ['response set aa ra\nresponse clear ra\n', 'a.example. A', 'NOERROR aa'],
    ['query set ra\nquery clear aa\n', 'a.example. A', 'NOERROR aa'],
    ['response set rd\n', 'a.example. A', 'NOERROR aa'],
    // A code that no plugin wrote goes out as the server makes it.
    ['response set ra aa\n', 'b.example. A', 'SERVFAIL'],
  ])('%j: %s', (lines, question, code) => {
    expect(askUnder(under(lines), question)[0]).toBe(code)
  })

  it('tells why', () => {
    expect(answerUnder(under('response set ra\n'), 'a.example. A').reasons).toContainEqual({
      code: 'header-bits',
      text: 'header (Corefile:2) changes the bits AA and RA of the reply.',
    })
  })
})
