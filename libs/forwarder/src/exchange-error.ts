/** Why an upstream gave no usable reply; the message ends the sentence "192.0.2.1:53 ...". */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError'

  constructor(
    message: string,
    /** The connection had served before and went away: the question may not have been seen, so a fresh one may be tried. */
    readonly isStaleConnection = false,
  ) {
    super(message)
  }
}
