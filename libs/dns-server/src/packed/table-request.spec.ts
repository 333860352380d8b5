import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOfType, nameKey } from '#libs/dns-model'
import { decodeQuery, encodeQuery } from '#libs/dns-wire'
import { TableRequest } from './table-request.js'

const PLAIN = encodeQuery({ id: 7, question: { name: 'WeB.default.svc.', type: 'A', class: 1 } })
const WITH_EDNS = encodeQuery({
  id: 7,
  question: { name: 'web.default.svc.', type: 'SRV', class: 1 },
  edns: { udpSize: 1232, dnssecOk: true, options: [{ code: 10, data: Uint8Array.of(1, 2, 3) }] },
})

/** A message with some of its octets changed, and cut or made longer. */
const anyMessage: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.constantFrom(PLAIN, WITH_EDNS),
    fc.array(fc.tuple(fc.nat(70), fc.nat(255)), { maxLength: 4 }),
    fc.nat(80),
    fc.boolean(),
  )
  .map(([message, changes, length, isCut]) => {
    const bytes = Uint8Array.from(message)
    for (const [at, octet] of changes) if (at < bytes.length) bytes[at] = octet
    return isCut ? bytes.slice(0, length) : bytes
  })

describe('TableRequest', () => {
  it('reads a question with its letters aside, and EDNS', () => {
    const request = new TableRequest()
    expect(request.read(PLAIN)).toBe(true)
    expect(Buffer.from(request.name.subarray(0, request.nameOctets)).toString('latin1')).toBe(
      '\x03web\x07default\x03svc\0',
    )
    expect(request).toMatchObject({ type: 1, hasCapitals: true, hasEdns: false, udpSize: 0, hasOptions: false })
    expect(request.read(WITH_EDNS)).toBe(true)
    expect(request).toMatchObject({ type: 33, hasCapitals: false, udpSize: 1232, dnssecOk: true, hasOptions: true })
  })

  it('takes only what decodeQuery takes for a query of class IN, and reads the same in it', () => {
    const request = new TableRequest()
    fc.assert(
      fc.property(anyMessage, (bytes) => {
        if (!request.read(bytes)) return
        const decoded = decodeQuery(bytes)
        if (decoded.kind !== 'query') throw new Error(decoded.kind)
        expect(codeOfType(decoded.question.type)).toBe(request.type)
        expect(decoded).toMatchObject({ opcode: 0, class: 1 })
        expect(decoded.edns?.udpSize ?? 0).toBe(request.udpSize)
        expect(decoded.edns?.dnssecOk ?? false).toBe(request.dnssecOk)
        expect((decoded.edns?.options.length ?? 0) > 0).toBe(request.hasOptions)
        expect(nameKey(decoded.question.name) !== decoded.question.name).toBe(request.hasCapitals)
      }),
      { numRuns: 3000 },
    )
  })

  it('has the same hash for a name in any letters, another for another type', () => {
    const hashOf = (name: string, type: 'A' | 'AAAA'): number => {
      const request = new TableRequest()
      request.read(encodeQuery({ id: 1, question: { name, type, class: 1 } }))
      return request.hash
    }
    expect(hashOf('WEB.', 'A')).toBe(hashOf('web.', 'A'))
    expect(hashOf('web.', 'A')).not.toBe(hashOf('web.', 'AAAA'))
  })
})
