import { MAX_NAME_OCTETS, labelText, type DomainName } from '#libs/dns-model'
import { MalformedMessage } from './malformed-message.js'
import type { WireReader } from './wire-reader.js'

/** As many as a name of 255 octets can need; without this limit a message of nothing but pointers costs quadratic time. */
const MAX_POINTERS = 126
const LABEL_TYPE = 0xc0

/**
 * Reads a name, following pointers (RFC 1035, section 4.1.4). Each pointer must lead to an octet before the labels that it
 * ends: "a prior occurrence". That rules out loops and forward pointers.
 */
export function readName(reader: WireReader): DomainName {
  const { bytes } = reader
  let at = reader.offset
  let segment = at
  let pointers = 0
  let octets = 1
  let name = ''
  for (;;) {
    const length = bytes[at]
    if (length === undefined) throw new MalformedMessage('it ends inside a name')
    if (length === 0) break
    if ((length & LABEL_TYPE) === LABEL_TYPE) {
      const low = bytes[at + 1]
      if (low === undefined) throw new MalformedMessage('it ends inside a compression pointer')
      if (pointers === 0) reader.offset = at + 2
      at = ((length & ~LABEL_TYPE) << 8) | low
      if (at >= segment) throw new MalformedMessage('a compression pointer does not point backwards')
      if (++pointers > MAX_POINTERS) throw new MalformedMessage('a name has too many compression pointers')
      segment = at
      continue
    }
    if ((length & LABEL_TYPE) !== 0) throw new MalformedMessage('a label has an unknown type')
    octets += length + 1
    if (octets > MAX_NAME_OCTETS) throw new MalformedMessage(`a name has more than ${MAX_NAME_OCTETS} octets`)
    if (at + 1 + length > bytes.length) throw new MalformedMessage('it ends inside a label')
    name += `${labelText(bytes.subarray(at + 1, at + 1 + length))}.`
    at += 1 + length
  }
  if (pointers === 0) reader.offset = at + 1
  return name === '' ? '.' : name
}
