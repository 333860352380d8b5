import { NamescopeError } from '#libs/errors'

/** The first byte of everything that this library writes. Raised whenever the meaning of a byte changes. */
export const CODEC_VERSION = 1

/** @throws NamescopeError `log-corrupt` for bytes of another version of the codec */
export function checkVersion(version: unknown, what: string): void {
  if (version === CODEC_VERSION) return
  throw new NamescopeError(
    'log-corrupt',
    `The stored form of ${what} says version ${String(version)}; this version of Namescope reads ${CODEC_VERSION}.`,
  )
}
