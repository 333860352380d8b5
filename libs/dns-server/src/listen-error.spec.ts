import { describe, expect, it } from 'vitest'
import { DNS_LISTENER, listenError } from './listen-error.js'

describe('listenError', () => {
  it.each([
    ['EADDRINUSE', 'address-in-use', '127.0.0.1:53: another program does'],
    ['EACCES', 'address-not-permitted', 'net.ipv4.ip_unprivileged_port_start=53'],
    ['EPERM', 'address-not-permitted', 'a port over 1023 with --dns-address'],
    ['EADDRNOTAVAIL', 'invalid-address', 'no such address'],
    ['EAFNOSUPPORT', 'invalid-address', '0.0.0.0 or [::]'],
    ['EMFILE', 'internal', 'too many files'],
  ])('%s is %s and says what to do', (systemCode, code, text) => {
    const cause = Object.assign(new Error('too many files'), { code: systemCode })
    const error = listenError(cause, { host: '127.0.0.1', port: 53 }, DNS_LISTENER)
    expect({ code: error.code, place: error.place, cause: error.cause }).toEqual({
      code,
      place: { field: 'dns-address' },
      cause,
    })
    expect(error.message).toContain(text)
  })

  it('writes IPv6 addresses in brackets', () => {
    const error = listenError(
      Object.assign(new Error(''), { code: 'EADDRINUSE' }),
      { host: '::1', port: 9153 },
      { what: 'Operations', option: 'operations-address' },
    )
    expect(error.message).toContain("Operations can't listen on [::1]:9153")
    expect(error.message).toContain('--operations-address')
  })
})
