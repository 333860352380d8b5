import { createHash } from 'node:crypto'
import { redactCorefile } from './secrets.js'

/** Long enough to tell two secrets apart, too short to be of use for anything else: hexadecimal digits. */
const DIGEST_LENGTH = 16

/** The Corefile with a digest in place of every secret: what may be kept, logged and shown. */
export function withoutSecrets(corefile: string): string {
  return redactCorefile(corefile, secretDigest)
}

/** `sha256:` and the beginning of the digest, so that a changed secret shows as a change. */
export function secretDigest(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, DIGEST_LENGTH)}`
}
