import { NamescopeError } from '#libs/errors'
import { LOCAL_CALLER, type Caller } from './caller.js'
import { hostOf, isLoopbackHost } from './loopback-host.js'

/** What a request says about who sends it. */
export interface Credentials {
  /** The `Host` header. */
  readonly host: string | undefined
  /** The `Origin` header, which browsers send with whatever a page of another origin may have caused. */
  readonly origin: string | undefined
  /** The `Authorization` header, or `connectionParams.authorization` of a WebSocket. */
  readonly authorization: string | undefined
}

/** Tells who asks: one for REST, GraphQL and subscriptions. */
export interface Authenticator {
  /** @throws NamescopeError `forbidden-host` */
  checkHost(request: Pick<Credentials, 'host' | 'origin'>): void
  /** @throws NamescopeError `unauthenticated` */
  identify(authorization: string | undefined): Caller
}

/** The injection token of the one authenticator. */
export const AUTHENTICATOR = Symbol('authenticator')

/** @throws NamescopeError `forbidden-host`, before anything else is looked at; `unauthenticated` */
export function authenticate(authenticator: Authenticator, credentials: Credentials): Caller {
  authenticator.checkHost(credentials)
  return authenticator.identify(credentials.authorization)
}

/**
 * For authentication switched off, on a loopback address. A web page can still make the browser of somebody on this machine
 * ask us: under a name of its own that resolves to 127.0.0.1 (DNS rebinding), so the Host must be loopback; or openly from its
 * own origin (forms, WebSockets), so an Origin must be loopback too.
 */
export const LOOPBACK_AUTHENTICATOR: Authenticator = {
  checkHost({ host, origin }) {
    const stranger = [host ?? '', origin?.replace(/^https?:\/\//, '') ?? 'localhost'].find(
      (who) => !isLoopbackHost(hostOf(who)),
    )
    if (stranger === undefined) return
    throw new NamescopeError(
      'forbidden-host',
      `Without authentication only this machine may ask, and "${stranger}" is not its name: ` +
        'ask by 127.0.0.1, [::1] or localhost, or turn authentication on (--auth token).',
    )
  },
  identify: () => LOCAL_CALLER,
}

/** Where tokens are looked up. */
export interface TokenRegistry {
  find(token: string): Caller | undefined
}

/** For bearer tokens (RFC 6750). The Host does not matter: a rebound page has no token. */
export function tokenAuthenticator(tokens: TokenRegistry): Authenticator {
  return {
    checkHost: () => {},
    identify(authorization) {
      const token = /^Bearer +([^ ]+)$/i.exec(authorization ?? '')?.[1]
      const caller = token === undefined ? undefined : tokens.find(token)
      if (caller !== undefined) return caller
      const wrong = token === undefined ? 'The request carries no bearer token' : 'The token is not in the token file'
      throw new NamescopeError('unauthenticated', `${wrong}; send "Authorization: Bearer TOKEN" with one that is.`)
    },
  }
}
