/**
 * Octets that are no DNS message. It never leaves the library: the decoders turn it into a value, because garbage from the
 * network is an everyday event and not an error of ours.
 */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
}
