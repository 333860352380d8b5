import { describe, expect, it } from 'vitest'
import { LOOPBACK_AUTHENTICATOR, authenticate, tokenAuthenticator } from './authenticator.js'
import { LOCAL_CALLER, type Caller } from './caller.js'

const nobody = { host: undefined, origin: undefined, authorization: undefined }

describe('LOOPBACK_AUTHENTICATOR', () => {
  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:8080', '127.5.4.3', '[::1]:8080', '[0:0:0:0:0:0:0:1]'])(
    'takes a request to %s',
    (host) => {
      expect(authenticate(LOOPBACK_AUTHENTICATOR, { ...nobody, host })).toBe(LOCAL_CALLER)
    },
  )

  it.each([
    undefined,
    '',
    'example.com',
    'localhost.example.com',
    '127.0.0.1.nip.io',
    '10.0.0.1:8080',
    '[::2]',
    '0.0.0.0',
    '2130706433',
  ])('refuses a request to %s', (host) => {
    expect(() => authenticate(LOOPBACK_AUTHENTICATOR, { ...nobody, host })).toThrow(
      expect.objectContaining({ code: 'forbidden-host' }),
    )
  })

  it.each([
    ['http://localhost:5173', true],
    ['http://127.0.0.1:8080', true],
    ['https://example.com', false],
    ['null', false],
    ['http://127.0.0.1.example.com', false],
  ])('looks at the origin %s', (origin, taken) => {
    const ask = (): unknown => authenticate(LOOPBACK_AUTHENTICATOR, { ...nobody, host: 'localhost', origin })
    if (taken) expect(ask()).toBe(LOCAL_CALLER)
    else expect(ask).toThrow(expect.objectContaining({ code: 'forbidden-host' }))
  })
})

describe('tokenAuthenticator', () => {
  const caller: Caller = { name: 'ci', scope: { all: false, namespaces: ['team-a'] } }
  const authenticator = tokenAuthenticator({ find: (token) => (token === 'right' ? caller : undefined) })

  it.each(['Bearer right', 'bearer  right'])('takes "%s" under any host', (authorization) => {
    expect(authenticate(authenticator, { ...nobody, host: 'example.com', authorization })).toBe(caller)
  })

  it.each([undefined, '', 'right', 'Bearer', 'Bearer wrong', 'Bearer right wrong', 'Basic right'])(
    'refuses "%s"',
    (authorization) => {
      expect(() => authenticate(authenticator, { ...nobody, authorization })).toThrow(
        expect.objectContaining({ code: 'unauthenticated' }),
      )
    },
  )
})
