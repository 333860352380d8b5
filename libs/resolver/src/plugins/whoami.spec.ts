import { describe, expect, it } from 'vitest'
import { askUnder } from '../../test/ask-under.js'

const message = { id: 1, size: 40, dnssecOk: false, bufferSize: 512, clientPort: 40000 }

describe('whoami', () => {
  it.each([
    [
      'A.example. TXT',
      '10.1.0.40',
      'udp',
      ['NOERROR aa', '+ A.example. 0 A 10.1.0.40', '+ _udp.A.example. 0 SRV 0 0 40000 .'],
    ],
    ['. A', 'fd00::40', 'tcp', ['NOERROR aa', '+ . 0 AAAA fd00::40', '+ _tcp. 0 SRV 0 0 40000 .']],
    ['. A', 'fd00::40', 'https', ['NOERROR aa', '+ . 0 AAAA fd00::40', '+ _tcp. 0 SRV 0 0 40000 .']],
  ] as const)('%s from %s over %s', (question, address, transport, lines) => {
    const vantage = { client: { kind: 'address', address }, transport, message } as const
    expect(askUnder('. {\n whoami\n}\n', question, { vantage })).toEqual(lines)
  })

  it('needs a client and a message', () => {
    expect(askUnder('. {\n whoami\n}\n', '. A')).toEqual(['undecidable: client port'])
    const vantage = { client: { kind: 'anyone' }, message } as const
    expect(askUnder('. {\n whoami\n}\n', '. A', { vantage })).toEqual(['undecidable: client address'])
  })
})
