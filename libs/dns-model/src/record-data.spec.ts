import { describe, expect, it } from 'vitest'
import { dataText, type RecordData } from './record-data.js'

describe('RDATA in presentation form', () => {
  it.each<[string, RecordData]>([
    ['10.96.0.10', { type: 'A', address: '10.96.0.10' }],
    ['2001:db8::1', { type: 'AAAA', address: '2001:db8::1' }],
    ['web.example.', { type: 'CNAME', target: 'web.example.' }],
    ['web.example.', { type: 'DNAME', target: 'web.example.' }],
    ['ns.example.', { type: 'NS', target: 'ns.example.' }],
    ['web.example.', { type: 'PTR', target: 'web.example.' }],
    ['10 mx.example.', { type: 'MX', preference: 10, exchange: 'mx.example.' }],
    ['0 100 80 web.example.', { type: 'SRV', priority: 0, weight: 100, port: 80, target: 'web.example.' }],
    [
      'ns.example. hostmaster.example. 7 7200 1800 86400 30',
      {
        type: 'SOA',
        primary: 'ns.example.',
        mailbox: 'hostmaster.example.',
        serial: 7,
        refresh: 7200,
        retry: 1800,
        expire: 86_400,
        minimum: 30,
      },
    ],
    ['"1.1.0"', { type: 'TXT', strings: ['1.1.0'] }],
    ['"a b" ""', { type: 'TXT', strings: ['a b', ''] }],
    [String.raw`"say \"hi\" \\ \000\009\127\255 ;"`, { type: 'TXT', strings: ['say "hi" \\ \0\t\x7f\xff ;'] }],
    ['"ANY obsoleted" "See RFC 8482"', { type: 'HINFO', cpu: 'ANY obsoleted', os: 'See RFC 8482' }],
    ['0 issue "ca.example"', { type: 'CAA', flags: 0, tag: 'issue', value: 'ca.example' }],
    // RFC 3597, section 5.
    [String.raw`\# 3 0a0b0c`, { type: 'TYPE731', hex: '0a0b0c' }],
    [String.raw`\# 0`, { type: 'TYPE731', hex: '' }],
    [String.raw`\# 1 ff`, { type: 'DS', hex: 'ff' }],
  ])('%s', (text, data) => {
    expect(dataText(data)).toBe(text)
  })
})
