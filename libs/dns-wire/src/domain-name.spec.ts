import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelText } from '#libs/dns-model'
import { readName } from './domain-name.js'
import { MalformedMessage } from './malformed-message.js'
import { WireReader } from './wire-reader.js'
import { WireWriter } from './wire-writer.js'

function nameAt(hex: string, offset: number): { name: string; next: number } {
  const reader = new WireReader(Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex')), offset)
  return { name: readName(reader), next: reader.offset }
}

/** `labels` labels of one octet: two octets each on the wire. */
function longName(labels: number, last = ''): string {
  return 'a.'.repeat(labels) + last
}

describe('reading names', () => {
  it.each([
    ['root', '00', 0, { name: '.', next: 1 }],
    ['letters keep their case', '03 576562 00', 0, { name: 'Web.', next: 5 }],
    ['a pointer ends a name', '01 61 00 01 62 c000', 3, { name: 'b.a.', next: 7 }],
    ['a pointer to a pointer', '01 61 00 c000 01 62 c003', 5, { name: 'b.a.', next: 9 }],
    ['a label of 63', `3f ${'61'.repeat(63)} 00`, 0, { name: `${'a'.repeat(63)}.`, next: 65 }],
    ['255 octets', `${'0161'.repeat(127)} 00`, 0, { name: longName(127), next: 255 }],
  ])('%s', (_title, hex, offset, expected) => {
    expect(nameAt(hex, offset)).toEqual(expected)
  })

  it.each([
    ['a pointer to itself', '01 61 00 c003', 3, 'does not point backwards'],
    ['a pointer into the labels that it ends', '00 01 61 c001', 1, 'does not point backwards'],
    ['a forward pointer', 'c002 00', 0, 'does not point backwards'],
    ['a pointer past the end', '00 c0ff', 1, 'does not point backwards'],
    ['two pointers that lead to each other', '01 61 c005 00 01 62 c000 c005', 9, 'does not point backwards'],
    ['half a pointer', '00 c0', 1, 'ends inside a compression pointer'],
    ['label type 01', '41 61', 0, 'unknown type'],
    ['label type 10', '80 61', 0, 'unknown type'],
    ['a label past the end', '05 61', 0, 'ends inside a label'],
    ['no end', '01 61', 0, 'ends inside a name'],
    ['256 octets', `${'0161'.repeat(126)} 02 6161 00`, 0, 'more than 255 octets'],
    ['256 octets through pointers', `${'0161'.repeat(100)} 00 ${'0161'.repeat(28)} c000`, 201, 'more than 255 octets'],
  ])('refuses %s', (_title, hex, offset, message) => {
    expect(() => nameAt(hex, offset)).toThrow(MalformedMessage)
    expect(() => nameAt(hex, offset)).toThrow(message)
  })

  it('refuses more pointers than a name can need', () => {
    const chain = (pointers: number): string =>
      `00${Array.from({ length: pointers }, (_, i) => (0xc000 | (i === 0 ? 0 : 2 * i - 1)).toString(16)).join('')}`
    expect(nameAt(chain(126), 251)).toEqual({ name: '.', next: 253 })
    expect(() => nameAt(chain(127), 253)).toThrow('too many compression pointers')
  })
})

describe('writing names', () => {
  it.each([
    ['an empty label', 'a..b.', 'label that is empty'],
    ['a label of 64', `${'a'.repeat(64)}.`, 'longer than 63'],
    ['a broken escape', 'a\\256.', 'broken'],
    ['256 octets', longName(126, 'aa.'), 'has 256 octets'],
    ['too many octets outside ASCII', `${'é'.repeat(32)}.`, 'longer than 63'],
  ])('refuses %s', (_title, name, message) => {
    expect(() => new WireWriter('uncompressed').name(name, true)).toThrow(message)
  })

  it('writes pointers to the longest end already written, in the same letter case only', () => {
    const writer = new WireWriter('compressed')
    for (const name of ['b.Example.', 'a.b.Example.', 'example.', 'Example.']) writer.name(name, true)
    expect(Buffer.from(writer.finish()).toString('hex')).toBe(
      ['0162074578616d706c6500', '0161c000', '076578616d706c6500', 'c002'].join(''),
    )
  })

  it('writes no pointer where none may be, but lets later names point there', () => {
    const writer = new WireWriter('compressed')
    for (const mayPoint of [true, false, true]) writer.name('a.', mayPoint)
    writer.name('b.', false)
    writer.name('b.', true)
    expect(Buffer.from(writer.finish()).toString('hex')).toBe(['016100', '016100', 'c000', '016200', 'c008'].join(''))
  })

  it('points only to the first 16 KiB, which 14 bits can name', () => {
    const writer = new WireWriter('compressed')
    writer.octets(new Uint8Array(0x3fff))
    writer.name('a.b.', true)
    writer.name('a.b.', true)
    writer.name('b.', true)
    expect(Buffer.from(writer.finish().subarray(0x3fff)).toString('hex')).toBe(
      ['0161016200', 'ffff', '016200'].join(''),
    )
  })

  it('reads back what it wrote', () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((octets) => labelText(octets))
    const name = fc
      .array(label, { maxLength: 10 })
      .map((labels) => (labels.length === 0 ? '.' : `${labels.join('.')}.`))
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 12 }),
        fc.constantFrom('compressed', 'uncompressed'),
        (names, compression) => {
          const writer = new WireWriter(compression)
          for (const each of names) writer.name(each, true)
          const reader = new WireReader(writer.finish())
          expect(names.map(() => readName(reader))).toEqual(names)
          expect(reader.atEnd).toBe(true)
        },
      ),
    )
  })
})
