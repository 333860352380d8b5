import { NamescopeError } from '#libs/errors'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { configurationFile, readConfiguration, type ConfigurationInput } from './configuration.js'
import type { Configuration } from './options.js'
import type { SocketAddress, UpstreamChoice } from './socket-address.js'

function read(input: ConfigurationInput): Configuration {
  return readConfiguration(input)
}

function refusal(input: ConfigurationInput): Pick<NamescopeError, 'code' | 'message' | 'place'> {
  try {
    readConfiguration(input)
  } catch (error) {
    if (error instanceof NamescopeError) return { code: error.code, message: error.message, place: error.place }
  }
  throw new Error('the configuration was accepted')
}

const file = 'namescope.yaml'

describe('readConfiguration', () => {
  it('fills in every default', () => {
    expect(read({})).toEqual({
      config: undefined,
      source: [{ kind: 'manifests', paths: ['examples/tour'], text: 'manifests:examples/tour' }],
      kubeconfig: undefined,
      context: undefined,
      feedTokenFile: undefined,
      feedCaFile: undefined,
      strict: false,
      maxManifestBytes: 64 * 1024 * 1024,
      corefile: undefined,
      corednsVersion: undefined,
      clusterDomain: undefined,
      podCidrs: ['10.244.0.0/14', 'fd00:10:244::/56'],
      serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'],
      httpAddress: { host: '127.0.0.1', port: 8080 },
      operationsAddress: { host: '127.0.0.1', port: 9153 },
      dnsAddress: { host: '127.0.0.1', port: 1053 },
      dnsWorkers: 0,
      dnsUpstreams: undefined,
      dnsStateFile: undefined,
      dnsMaxStale: 3_600_000,
      auth: 'none',
      authTokenFile: 'data/tokens',
      metricsPrefix: 'namescope',
      databaseUrl: { dialect: 'sqlite', file: 'data/namescope.db' },
      logLevel: 'info',
      logFormat: 'json',
      server: undefined,
      token: undefined,
    })
  })

  it('gives each option its type, missing only where there is no default', () => {
    expectTypeOf<Configuration['httpAddress']>().toEqualTypeOf<SocketAddress>()
    expectTypeOf<Configuration['dnsUpstreams']>().toEqualTypeOf<readonly UpstreamChoice[] | undefined>()
    expectTypeOf<Configuration['auth']>().toEqualTypeOf<'none' | 'token'>()
    expect(read({}).auth).toBe('none')
  })

  it('lets the environment win over the file, and a flag over both', () => {
    const yaml = { text: 'dns-address: 127.0.0.1:1\nlog-level: debug\nmetrics-prefix: coredns\n', file }
    const environment = { NAMESCOPE_DNS_ADDRESS: '127.0.0.1:2', NAMESCOPE_LOG_LEVEL: 'warn', HOME: '/root' }
    const { dnsAddress, logLevel, metricsPrefix } = read({ yaml, environment, flags: { dnsAddress: '127.0.0.1:3' } })
    expect({ dnsAddress, logLevel, metricsPrefix }).toEqual({
      dnsAddress: { host: '127.0.0.1', port: 3 },
      logLevel: 'warn',
      metricsPrefix: 'coredns',
    })
  })

  it('takes an empty variable as one that is not set', () => {
    expect(read({ environment: { NAMESCOPE_DNS_ADDRESS: '' } }).dnsAddress.port).toBe(1053)
  })

  it('passes over what Kubernetes and the tests put into the environment', () => {
    const environment = {
      NAMESCOPE_SERVICE_HOST: '10.96.1.2',
      NAMESCOPE_SERVICE_PORT: '80',
      NAMESCOPE_SERVICE_PORT_HTTP: '80',
      NAMESCOPE_PORT: 'tcp://10.96.1.2:80',
      NAMESCOPE_PORT_80_TCP: 'tcp://10.96.1.2:80',
      NAMESCOPE_PORT_80_TCP_ADDR: '10.96.1.2',
      NAMESCOPE_DNS_PORT_53_UDP_PROTO: 'udp',
      NAMESCOPE_CONFORMANCE: '../conformance',
      NAMESCOPE_TEST_POSTGRES: 'off',
    }
    expect(read({ environment })).toEqual(read({}))
  })

  it.each<[string, ConfigurationInput, string, object]>([
    [
      'a key in the file',
      { yaml: { text: '# ours\n\ndns-adress: 127.0.0.1:53\n', file } },
      'there is no option "dns-adress"; did you mean "dns-address"?',
      { file, line: 3, column: 1, field: 'dns-adress' },
    ],
    [
      'a variable',
      { environment: { NAMESCOPE_DATABSE_URL: 'sqlite:x' } },
      'there is no option NAMESCOPE_DATABSE_URL; did you mean NAMESCOPE_DATABASE_URL?',
      { field: 'NAMESCOPE_DATABSE_URL' },
    ],
    [
      'a variable that only looks like one of Kubernetes',
      { environment: { NAMESCOPE_DNS_PORT: '53' } },
      'there is no option NAMESCOPE_DNS_PORT; see docs/reference/configuration.md',
      { field: 'NAMESCOPE_DNS_PORT' },
    ],
    [
      'a flag',
      { flags: { 'source-kind': 'kubernetes' } },
      'there is no option --source-kind; see docs/reference/configuration.md',
      { field: '--source-kind' },
    ],
  ])('refuses an unknown option: %s', (_, input, message, place) => {
    expect(refusal(input)).toEqual({ code: 'invalid-configuration', message, place })
  })

  it.each<[string, string, object]>([
    ['auth: tokens', 'auth "tokens" is none of none, token', { file, line: 1, column: 1, field: 'auth' }],
    ['strict: yes', 'strict "yes" is neither true nor false', { file, line: 1, column: 1, field: 'strict' }],
    ['dns-upstreams: []', 'dns-upstreams is empty', { file, line: 1, column: 1, field: 'dns-upstreams' }],
    ['source: {a: b}', 'source is not a source, nor a list of such', { file, line: 1, column: 1, field: 'source' }],
    ['- source', 'the file is not a mapping of options to values', { file, line: 1, column: 1 }],
    ['config: x', 'the file cannot name itself: give --config', { file, line: 1, column: 1, field: 'config' }],
    ['auth: none\nauth: token', 'Map keys must be unique', { file, line: 2, column: 1 }],
  ])('refuses %j in the file', (text, message, place) => {
    expect(refusal({ yaml: { text, file } })).toEqual({ code: 'invalid-configuration', message, place })
  })

  it('refuses a wrong value even where a later one would win', () => {
    const input = { yaml: { text: 'auth: x', file }, flags: { auth: 'none' } }
    expect(refusal(input).message).toBe('auth "x" is none of none, token')
  })

  it('reads an empty file, nulls, sequences, and versions that look like numbers', () => {
    expect(read({ yaml: { text: '', file } })).toEqual(read({}))
    expect(read({ yaml: { text: '# nothing\n', file } })).toEqual(read({}))
    const text =
      'corefile:\ncoredns-version: 1.10.0\npod-cidrs:\n  - 10.0.0.0/8\n  - fd00::/48\nmax-manifest-bytes: 1000\n'
    expect(read({ yaml: { text, file } })).toMatchObject({
      corefile: undefined,
      corednsVersion: '1.10.0',
      podCidrs: ['10.0.0.0/8', 'fd00::/48'],
      maxManifestBytes: 1000,
    })
  })

  it('keeps a database password out of messages', () => {
    const { message } = refusal({ environment: { NAMESCOPE_DATABASE_URL: 'mysql://me:secret@db/x' } })
    expect(message).toBe('NAMESCOPE_DATABASE_URL is not sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE')
  })

  it.each([
    ['0.0.0.0:8080', 'none', 'address-not-permitted'],
    ['[::]:8080', 'none', 'address-not-permitted'],
    ['10.1.2.3:8080', 'none', 'address-not-permitted'],
    ['127.0.0.9:8080', 'none', undefined],
    ['[::1]:8080', 'none', undefined],
    ['0.0.0.0:8080', 'token', undefined],
  ])('API on %s with authentication %s: %s', (httpAddress, auth, code) => {
    const input = { flags: { httpAddress, auth } }
    if (code === undefined) expect(read(input).auth).toBe(auth)
    else {
      expect(refusal(input)).toMatchObject({ code, place: { field: 'http-address' } })
      expect(refusal(input).message).toContain('NAMESCOPE_AUTH=token')
    }
  })
})

describe('configurationFile', () => {
  it.each<[ConfigurationInput, string, boolean]>([
    [{}, 'namescope.yaml', false],
    [{ environment: { NAMESCOPE_CONFIG: 'a.yaml' } }, 'a.yaml', true],
    [{ environment: { NAMESCOPE_CONFIG: 'a.yaml' }, flags: { config: 'b.yaml' } }, 'b.yaml', true],
  ])('%j -> %s', (input, name, required) => {
    expect(configurationFile(input)).toEqual({ file: name, required })
  })
})
