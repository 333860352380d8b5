import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NamescopeError } from '#libs/errors'
import { unpackValue } from './packed-reader.js'
import { packValue } from './packed-writer.js'
import { WORDS } from './words.js'

const hex = (value: unknown): string => Buffer.from(packValue(value)).toString('hex')

describe('packed values', () => {
  it.each([
    { value: 0, bytes: '00' },
    { value: 27, bytes: '1b' },
    { value: 28, bytes: '1c1c' },
    { value: 256, bytes: '1d0100' },
    { value: 65_536, bytes: '1e00010000' },
    { value: 2 ** 32, bytes: '1f0000000100000000' },
    { value: Number.MAX_SAFE_INTEGER, bytes: '1f001fffffffffffff' },
    { value: -1, bytes: '20' },
    { value: 1.5, bytes: 'e63ff8000000000000' },
    { value: 'name', bytes: '40' },
    { value: 'ü', bytes: '62c3bc' },
    { value: ['x', 'x'], bytes: '8261786178' },
    { value: ['web-0', 'web-0'], bytes: '82657765622d30c0' },
    { value: { b: null, a: true }, bytes: 'a26161e26162e0' },
    { value: '10.96.0.10', bytes: 'e40a60000a' },
    { value: '10.96.0.010', bytes: '6b31302e39362e302e303130' },
    { value: '10.96.0.256', bytes: '6b31302e39362e302e323536' },
    { value: '1048576', bytes: 'e51e00100000' },
    { value: '01048', bytes: '653031303438' },
    { value: '00112233-4455-6677-8899-aabbccddeeff', bytes: 'e300112233445566778899aabbccddeeff' },
  ])('writes $value as $bytes', ({ value, bytes }) => {
    expect(hex(value)).toBe(bytes)
    expect(unpackValue(packValue(value))).toEqual(value)
  })

  it('gives back what it was given', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }),
      fc.array(fc.oneof(fc.ipV4(), fc.uuid(), fc.constantFrom(...WORDS), fc.nat().map(String)), { maxLength: 20 }),
    )
    fc.assert(
      fc.property(value, (given) => {
        // JSON knows no -0 either.
        const plain: unknown = JSON.parse(JSON.stringify(given))
        expect(unpackValue(packValue(given))).toEqual(plain)
      }),
    )
  })

  it('gives equal values equal bytes, whatever the order of their fields, and leaves undefined fields out', () => {
    expect(hex({ name: 'a', uid: 'b', spec: { x: 1, y: 2 } })).toBe(
      hex({ spec: { y: 2, x: 1 }, labels: undefined, uid: 'b', name: 'a' }),
    )
  })

  it('keeps a field named __proto__ a field', () => {
    const value: unknown = JSON.parse('{"__proto__":{"polluted":true}}')
    const read = unpackValue(packValue(value)) as object
    expect(Object.keys(read)).toEqual(['__proto__'])
    expect((read as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('replaces half a surrogate pair', () => {
    expect(unpackValue(packValue('a\ud800b'))).toBe('a\ufffdb')
  })

  it.each([
    { value: 1n, why: 'bigint' },
    { value: Number.NaN, why: 'NaN' },
    { value: { f: () => 1 }, why: 'function' },
    { value: nested(65), why: 'deeper than 64' },
  ])('refuses what JSON has no form for: $why', ({ value, why }) => {
    expect(() => packValue(value)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
    expect(() => packValue(value)).toThrow(why)
  })

  it('tells torn and foreign bytes by a typed error, whatever they are', () => {
    const whole = packValue({ labels: { app: 'web-0' }, uid: '00112233-4455-6677-8899-aabbccddeeff', ready: [1, 2.5] })
    for (let length = 0; length < whole.length; length++) {
      expect(() => unpackValue(whole.subarray(0, length))).toThrow(expect.objectContaining({ code: 'log-corrupt' }))
    }
    expect(() => unpackValue(Buffer.concat([whole, Buffer.of(0)]))).toThrow('bytes follow')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          unpackValue(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(NamescopeError)
          expect(error).toHaveProperty('code', 'log-corrupt')
        }
        return true
      }),
      { numRuns: 2000 },
    )
  })

  it('does not reserve memory for items that are only announced, nor descend without end', () => {
    expect(() => unpackValue(Buffer.from('9effffffff00', 'hex'))).toThrow('4294967295 items are announced')
    expect(() => unpackValue(Buffer.alloc(1000, 0x81))).toThrow('nest deeper than 64')
  })
})

describe('the list of words', () => {
  it('is the one of codec version 1: stored bytes name its places', () => {
    expect(new Set(WORDS).size).toBe(WORDS.length)
    expect(WORDS.length).toBeLessThanOrEqual(256)
    const digest = createHash('sha256').update(WORDS.join('\n')).digest('hex')
    expect(digest.slice(0, 16)).toBe('e9b65255c1cc4054')
  })
})

function nested(depth: number): unknown {
  let value: unknown = 0
  for (let i = 0; i < depth; i++) value = [value]
  return value
}
