import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordData } from '#libs/dns-model'
import { MalformedMessage } from './malformed-message.js'
import { readRecordData, writeRecordData } from './record-data.js'
import { WireReader } from './wire-reader.js'
import { WireWriter } from './wire-writer.js'

function hexOf(data: RecordData): string {
  const writer = new WireWriter('uncompressed')
  writeRecordData(writer, data)
  return Buffer.from(writer.finish()).toString('hex')
}

function dataOf(type: RecordData['type'], hex: string, length = hex.length / 2): RecordData {
  return readRecordData(new WireReader(Uint8Array.from(Buffer.from(hex, 'hex'))), type, length)
}

describe('record data', () => {
  const soa = { serial: 0xfedcba98, refresh: 7200, retry: 1800, expire: 86400, minimum: 5 }
  const timers = 'fedcba98 00001c20 00000708 00015180 00000005'.replaceAll(' ', '')

  it.each<[RecordData, string]>([
    [{ type: 'A', address: '10.96.0.10' }, '0a60000a'],
    [{ type: 'AAAA', address: 'fd00::10' }, 'fd000000000000000000000000000010'],
    [{ type: 'CNAME', target: 'a.b.' }, '0161016200'],
    [{ type: 'DNAME', target: 'a.b.' }, '0161016200'],
    [{ type: 'NS', target: '.' }, '00'],
    [{ type: 'PTR', target: 'a.b.' }, '0161016200'],
    [{ type: 'MX', preference: 258, exchange: 'a.' }, '0102016100'],
    [{ type: 'SRV', priority: 1, weight: 2, port: 443, target: 'a.' }, '0001000201bb016100'],
    [{ type: 'SOA', primary: 'a.', mailbox: 'b.', ...soa }, `016100016200${timers}`],
    [{ type: 'TXT', strings: ['a', '', 'ÿ'] }, '01610001ff'],
    [{ type: 'TXT', strings: [] }, ''],
    [{ type: 'HINFO', cpu: 'RFC8482', os: '' }, '075246433834383200'],
    [{ type: 'CAA', flags: 128, tag: 'issue', value: ';' }, '800569737375653b'],
    [{ type: 'NAPTR', hex: '000100020155000000' }, '000100020155000000'],
    [{ type: 'TYPE65400', hex: 'dead' }, 'dead'],
    [{ type: 'DS', hex: '' }, ''],
  ])('%j', (data, hex) => {
    expect(hexOf(data)).toBe(hex)
    expect(dataOf(data.type, hex)).toEqual(data)
  })

  it.each<[string, RecordData['type'], string, number?]>([
    ['an address of five octets', 'A', '0a60000a00'],
    ['an address that ends too early', 'AAAA', 'fd00'],
    ['a name that is longer than the data', 'CNAME', '016100', 2],
    ['octets after a name', 'PTR', '01610000'],
    ['a string that is longer than the data', 'TXT', '026161', 2],
    ['a CAA tag that is longer than the data', 'CAA', '00056973737565', 3],
    ['a name in NAPTR that is longer than the data', 'NAPTR', '0001000200000001610000', 9],
    ['data past the end of the message', 'TYPE65400', '00', 2],
  ])('refuses %s', (_title, type, hex, length) => {
    expect(() => dataOf(type, hex, length)).toThrow(MalformedMessage)
  })

  it.each<[string, RecordData, string]>([
    ['an IPv6 address in A', { type: 'A', address: '::1' }, 'invalid-address'],
    ['an IPv4 address in AAAA', { type: 'AAAA', address: '10.0.0.1' }, 'invalid-address'],
    ['no address', { type: 'A', address: '10.0.0' }, 'invalid-address'],
    ['a string over 255 octets', { type: 'TXT', strings: ['x'.repeat(256)] }, 'invalid-argument'],
    ['a character over one octet', { type: 'TXT', strings: ['☃'] }, 'invalid-argument'],
  ])('can not write %s', (_title, data, code) => {
    expect(() => hexOf(data)).toThrow(expect.objectContaining({ code }))
  })

  it.each<[RecordData, string]>([
    [{ type: 'CNAME', target: 'a.' }, 'c000'],
    [{ type: 'NS', target: 'a.' }, 'c000'],
    [{ type: 'PTR', target: 'a.' }, 'c000'],
    [{ type: 'MX', preference: 1, exchange: 'a.' }, '0001c000'],
    [{ type: 'SRV', priority: 0, weight: 0, port: 1, target: 'a.' }, '000000000001016100'],
    [{ type: 'DNAME', target: 'a.' }, '016100'],
  ])('has pointers only in types of RFC 1035: %j', (data, hex) => {
    const writer = new WireWriter('compressed')
    writer.name('a.', true)
    writeRecordData(writer, data)
    expect(Buffer.from(writer.finish().subarray(3)).toString('hex')).toBe(hex)
  })

  it('writes out the names that old servers compress, in types that are passed on unread (RFC 3597, section 4)', () => {
    const message = Uint8Array.from(Buffer.from(['016100', '000a', '0162c000'].join(''), 'hex'))
    expect(readRecordData(new WireReader(message, 3), 'TYPE18', 6)).toEqual({ type: 'TYPE18', hex: '000a0162016100' })
    expect(readRecordData(new WireReader(message, 3), 'TYPE65400', 6)).toEqual({
      type: 'TYPE65400',
      hex: '000a0162c000',
    })
  })

  it('is passed on octet by octet where the type has no form of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 65535 }), fc.uint8Array({ maxLength: 300 }), (code, octets) => {
        const hex = Buffer.from(octets).toString('hex')
        expect(hexOf(dataOf(`TYPE${code}`, hex))).toBe(hex)
      }),
    )
  })
})
