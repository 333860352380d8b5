import type { FastifyInstance } from 'fastify'

/** RFC 8484, section 6. */
export const DNS_MESSAGE = 'application/dns-message'

/** What the two octets before a message of TCP can count (RFC 1035, section 4.2.2). */
export const LARGEST_MESSAGE = 65_535

/** Takes bodies that are DNS messages, as octets. A larger one is refused with 413 while it comes in. */
export function readDnsMessages(fastify: FastifyInstance): void {
  const options = { parseAs: 'buffer', bodyLimit: LARGEST_MESSAGE } as const
  fastify.addContentTypeParser(DNS_MESSAGE, options, (_request, body, done) => done(null, body))
}
