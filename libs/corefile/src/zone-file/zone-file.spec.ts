import { dataText } from '#libs/dns-model'
import { describe, expect, it } from 'vitest'
import { CorefileFault } from '../problem.js'
import { parseResourceRecord, readZoneFile } from './zone-file.js'

const FILES: Readonly<Record<string, string>> = {
  '/zones/part': 'inner A 10.0.0.9\n$ORIGIN deeper\nx A 10.0.0.8',
  '/zones/loop': '$INCLUDE loop',
}

function records(text: string): string[] {
  const include = (path: string) => {
    const found = FILES[path]
    return found === undefined ? undefined : { name: path, text: found }
  }
  return readZoneFile(text, 'example.org.', '/zones/db', include).map(
    ({ name, ttl, data }) => `${name} ${ttl} ${data.type} ${dataText(data)}`,
  )
}

function error(text: string): string {
  try {
    records(text)
  } catch (thrown) {
    if (thrown instanceof CorefileFault) {
      return `${thrown.problem.code} ${thrown.problem.place.line}:${thrown.problem.place.column}`
    }
    throw thrown
  }
  return 'none'
}

describe('readZoneFile', () => {
  it('reads a zone as people write it', () => {
    const text = `
$ORIGIN example.org.
$TTL 1h            ; one hour
@   IN SOA ns.example.org. Admin.example.org. (
        2024010101 ; serial
        2h 15m     ; refresh, retry
        2w 5m )
    IN NS  ns
ns  IN A   10.0.0.1
    AAAA   2001:DB8:0:0::1
WWW 60 IN CNAME ns
    TXT "a;b" c
_sip._TCP SRV 1 2 5060 Host
`
    expect(records(text)).toEqual([
      'example.org. 3600 SOA ns.example.org. Admin.example.org. 2024010101 7200 900 1209600 300',
      'example.org. 3600 NS ns.example.org.',
      'ns.example.org. 3600 A 10.0.0.1',
      'ns.example.org. 3600 AAAA 2001:db8::1',
      'www.example.org. 60 CNAME ns.example.org.',
      'www.example.org. 3600 TXT "a;b" "c"',
      '_sip._TCP.example.org. 3600 SRV 1 2 5060 Host.example.org.',
    ])
  })

  it.each([
    ['the last explicit TTL without $TTL', 'a 5 A 10.0.0.1\nb A 10.0.0.2\nc 7 A 10.0.0.3\nd A 10.0.0.4', [5, 5, 7, 7]],
    ['that of $TTL, whatever records say', '$TTL 9\na 5 A 10.0.0.1\nb A 10.0.0.2', [5, 9]],
    ['0 where only the class stands', 'a IN A 10.0.0.1', [0]],
    ['a TTL behind the class', 'a IN 8 A 10.0.0.1', [8]],
    ['units', 'a 1w2d3h4m5s A 10.0.0.1', [788_645]],
  ])('uses %s', (_, text, expected) => {
    expect(records(text).map((record) => Number(record.split(' ')[1]))).toEqual(expected)
  })

  it.each([
    ['a', 'a A 10.0.0.1', 'a.example.org.'],
    ['an absolute owner', 'a.net. A 10.0.0.1', 'a.net.'],
    ['the origin', '@ A 10.0.0.1', 'example.org.'],
    ['a changed origin', '$ORIGIN sub\na A 10.0.0.1', 'a.sub.example.org.'],
    ['the root as origin', '$ORIGIN .\na A 10.0.0.1', 'a.'],
    ['an escaped dot', String.raw`a\.b A 10.0.0.1`, String.raw`a\.b.example.org.`],
    ['an escaped final dot', String.raw`a\. A 10.0.0.1`, String.raw`a\..example.org.`],
    ['a wildcard', '* A 10.0.0.1', '*.example.org.'],
  ])('completes %s', (_, text, expected) => {
    expect(records(`$TTL 1\n${text}`).map((record) => record.split(' ')[0])).toEqual([expected])
  })

  it.each([
    ['MX', '10 mail', '10 mail.example.org.'],
    ['DNAME', 'other.net.', 'other.net.'],
    ['HINFO', 'cpu "big os"', '"cpu" "big os"'],
    ['CAA', '128 issue "ca.org"', '128 issue "ca.org"'],
    ['TXT', `"${'x'.repeat(300)}"`, `"${'x'.repeat(255)}" "${'x'.repeat(45)}"`],
    ['TXT', String.raw`"q\"\009ü"`, String.raw`"q\"\009\195\188"`],
    ['SPF', '"v=spf1 -all"', String.raw`\# 12 0b763d73706631202d616c6c`],
    ['NAPTR', '1 2 "s" "SIP" "" sip.', String.raw`\# 16 00010002017303534950000373697000`],
    ['DS', '1 ECDSAP256SHA256 2 AB CD', String.raw`\# 6 00010d02abcd`],
    ['SSHFP', '1 2 abcd', String.raw`\# 4 0102abcd`],
    ['TLSA', '3 1 1 abcd', String.raw`\# 5 030101abcd`],
    ['DNSKEY', '257 3 13 AQID', String.raw`\# 7 0101030d010203`],
    [
      'RRSIG',
      'A 13 2 60 20300101000000 1577836800 7 . AQID',
      String.raw`\# 22 00010d020000003c70dbd8805e0be100000700010203`,
    ],
    ['NSEC', '. A AAAA TYPE1234', String.raw`\# 36 00000440000008041b${'00'.repeat(26)}20`],
    ['NSEC3', '1 0 10 - 00 A', String.raw`\# 10 0100000a000100000140`],
    ['URI', '1 2 "a:b"', String.raw`\# 7 00010002613a62`],
    ['LOC', '42 21 54 N 71 06 18 W -24m 30m', String.raw`\# 16 0033161389172dd070be15f000988d20`],
    ['HTTPS', '1 . port=443 alpn=h2,h3', String.raw`\# 19 000100000100060268320268330003000201bb`],
    ['SVCB', '0 other.net.', String.raw`\# 13 0000056f74686572036e657400`],
    ['SVCB', '1 . key9="a b" ipv4hint=1.2.3.4', String.raw`\# 18 000100000400040102030400090003612062`],
    ['AFSDB', '1 .', String.raw`\# 3 000100`],
    ['TYPE65280', String.raw`\# 3 0A 0b0C`, String.raw`\# 3 0a0b0c`],
  ])('reads %s %s', (type, data, expected) => {
    const [record] = records(`$TTL 1\n@ ${type} ${data}`)
    expect(record?.split(' ').slice(3).join(' ')).toBe(expected)
  })

  it('includes the given files only', () => {
    expect(records('$TTL 1\n$INCLUDE part\nz A 10.0.0.1\n$INCLUDE /zones/part sub')).toEqual([
      'inner.example.org. 1 A 10.0.0.9',
      'x.deeper.example.org. 1 A 10.0.0.8',
      'z.example.org. 1 A 10.0.0.1',
      'inner.sub.example.org. 1 A 10.0.0.9',
      'x.deeper.sub.example.org. 1 A 10.0.0.8',
    ])
  })

  it('makes the records of $GENERATE', () => {
    expect(records('$GENERATE 8-12/2 h${-8,2,x} 60 PTR $$.x$.')).toEqual([
      'h00.example.org. 60 PTR $.x8.',
      'h02.example.org. 60 PTR $.x10.',
      'h04.example.org. 60 PTR $.x12.',
    ])
  })

  it.each([
    ['an unclosed parenthesis', '@ 1 TXT ( a', 'invalid-file 1:9'],
    ['a parenthesis too many', '@ 1 TXT a )', 'invalid-file 1:11'],
    ['an unclosed quote', '@ 1 TXT "a\nb', 'invalid-file 1:9'],
    ['a missing owner', ' 1 A 10.0.0.1', 'invalid-file 1:2'],
    ['a missing TTL', 'a A 10.0.0.1', 'invalid-file 1:1'],
    ['a missing type', 'a 1 IN', 'invalid-file 1:1'],
    ['an unknown type', 'a 1 ABC x', 'invalid-file 1:5'],
    ['another class', 'a 1 CH A 10.0.0.1', 'invalid-file 1:5'],
    ['missing data', 'a 1 MX 10', 'invalid-file 1:1'],
    ['too much data', 'a 1 A 10.0.0.1 x', 'invalid-file 1:16'],
    ['an address of the other family', 'a 1 A ::1', 'invalid-file 1:7'],
    ['a number too large', 'a 1 MX 65536 b', 'invalid-file 1:8'],
    ['a name that is none', 'a 1 NS b..c', 'invalid-file 1:8'],
    ['a label of 64', `${'a'.repeat(64)} 1 A 10.0.0.1`, 'invalid-file 1:1'],
    ['a broken escape', String.raw`a 1 TXT "\300"`, 'invalid-file 1:9'],
    ['an unknown directive', '$FOO x', 'invalid-file 1:1'],
    ['a TTL too large', '$TTL 4294967296', 'invalid-file 1:6'],
    ['a wrong length', String.raw`a 1 TYPE1000 \# 2 00`, 'invalid-file 1:19'],
    ['an unknown form', 'a 1 TYPE1000 x', 'invalid-file 1:14'],
    ['a file that was not given', '$INCLUDE /etc/passwd', 'file-not-given 1:10'],
    ['an endless include', '$INCLUDE loop', 'invalid-file 1:10'],
    ['a falling range', '$GENERATE 2-1 a A 10.0.0.$', 'invalid-file 1:11'],
    ['a range too long', '$GENERATE 0-99999 a$ A 10.0.0.1', 'invalid-file 1:11'],
    ['a bad modifier', '$GENERATE 1-2 a${x} A 10.0.0.1', 'invalid-file 1:1'],
    ['a generated directive', '$GENERATE 1-2 \\$TTL 5', 'invalid-file 1:1'],
  ])('finds %s', (_, text, expected) => {
    expect(error(text)).toBe(expected)
  })

  it('bounds the number of records', () => {
    expect(error('$GENERATE 0-65535 a$ A 10.0.0.1\n'.repeat(2))).toBe('limit-exceeded 2:1')
  })

  it('is not held up by words built to hang', () => {
    expect(error(`@ ${'1'.repeat(100_000)}x A 10.0.0.1`)).toBe('invalid-file 1:3')
    expect(error(`${'\\\\'.repeat(50_000)}. 1 A 10.0.0.1`)).toBe('invalid-file 1:1')
  })
})

describe('parseResourceRecord', () => {
  it.each([
    ['a.Org. 60 IN A 10.0.0.1', 'a.Org. 60 A 10.0.0.1'],
    ['a CNAME b', 'a. 3600 CNAME b.'],
    ['a. 60 IN A 10.0.0.1\nb. 60 IN A 10.0.0.2', 'a. 60 A 10.0.0.1'],
    ['a. 60 IN A 10.0.0.1\nnonsense', 'a. 60 A 10.0.0.1'],
    ['. 60 IN SOA ns.invalid. h.invalid. (1 60 60 60 60)', '. 60 SOA ns.invalid. h.invalid. 1 60 60 60 60'],
  ])('reads %s', (text, expected) => {
    const record = parseResourceRecord(text)
    expect(record && `${record.name} ${record.ttl} ${record.data.type} ${dataText(record.data)}`).toBe(expected)
  })

  it.each(['', 'a. 60 IN A', 'nonsense\na. 60 IN A 10.0.0.1', '$INCLUDE x', 'nonsense'])('refuses %j', (text) => {
    expect(parseResourceRecord(text)).toBeUndefined()
  })
})
