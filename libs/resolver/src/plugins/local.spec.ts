import { describe, expect, it } from 'vitest'
import { askUnder } from '../../test/ask-under.js'

const soa = (owner: string): string => `! ${owner} 604800 SOA localhost. root.localhost. 1 0 0 0 604800`
const COREFILE = '. {\n local\n hosts {\n 10.0.0.1 a.example localhost.prod\n }\n}\n'

describe('local', () => {
  it.each([
    ['localhost. A', ['NOERROR', 'localhost. 604800 A 127.0.0.1']],
    ['LocalHost. AAAA', ['NOERROR', 'LocalHost. 604800 AAAA ::1']],
    ['localhost. MX', ['NOERROR', soa('localhost.')]],
    ['localhost. NS', ['NOERROR', 'localhost. 604800 NS localhost.']],
    ['localhost. SOA', ['NOERROR', soa('localhost.').slice(2)]],
    ['Web.Localhost. A', ['NOERROR', 'Web.Localhost. 604800 A 127.0.0.1']],
    ['web.localhost. TXT', ['NOERROR', soa('web.localhost.')]],
    ['localhost.prod. A', ['NOERROR', 'localhost.prod. 604800 A 127.0.0.1']],
    ['1.0.0.127.in-addr.arpa. PTR', ['NOERROR', '1.0.0.127.in-addr.arpa. 604800 PTR localhost.']],
    ['1.0.0.127.In-addr.arpa. A', ['NOERROR', soa('127.In-addr.arpa.')]],
    ['2.0.0.127.in-addr.arpa. PTR', ['NXDOMAIN', soa('127.in-addr.arpa.')]],
    ['127.in-addr.arpa. A', ['NOERROR', soa('127.in-addr.arpa.')]],
    ['255.in-addr.arpa. NS', ['NOERROR', '255.in-addr.arpa. 604800 NS localhost.']],
    ['a.example. A', ['NOERROR aa', 'a.example. 3600 A 10.0.0.1']],
  ])('answers %s', (question, lines) => {
    expect(askUnder(COREFILE, question)).toEqual(lines)
  })

  it('knew names below localhost since 1.14.5 only, and can leave the prefix to others', () => {
    expect(askUnder(COREFILE, 'web.localhost. A', { version: '1.14.4' })).toEqual(['NXDOMAIN', soa('localhost.')])
    const off = COREFILE.replace(' local\n', ' local {\n localhost_prefix off\n }\n')
    expect(askUnder(off, 'localhost.prod. A')).toEqual(['NOERROR aa', 'localhost.prod. 3600 A 10.0.0.1'])
  })
})
