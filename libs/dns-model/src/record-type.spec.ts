import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOfType, parseRecordType, RECORD_TYPES, recordTypeOf, type RecordType } from './record-type.js'

describe('a record type', () => {
  it.each(Object.entries(RECORD_TYPES))('%s has code %i, both ways', (mnemonic, code) => {
    expect(codeOfType(mnemonic as RecordType)).toBe(code)
    expect(recordTypeOf(code)).toBe(mnemonic)
    expect(parseRecordType(mnemonic.toLowerCase())).toBe(mnemonic)
    expect(parseRecordType(`type${code}`)).toBe(mnemonic)
  })

  it('comes back from any code', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (code) => {
        const type = recordTypeOf(code)
        expect(codeOfType(type)).toBe(code)
        expect(parseRecordType(type)).toBe(type)
      }),
      { numRuns: 1000 },
    )
  })

  it.each(['', 'B', 'TYPE', 'TYPE65536', 'TYPE01', 'TYPE-1', 'TYPE1.5', ' A', 'A ', 'constructor', 'toString', 'ſoa'])(
    'is not %j',
    (text) => {
      expect(parseRecordType(text)).toBeUndefined()
    },
  )
})
