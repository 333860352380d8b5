import { addressFamily } from '#libs/ip-address'
import { fault } from '../problem.js'
import { RESPONSE_CODE_NAMES } from '../record-names.js'
import type { ForwardPlugin } from '../settings.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { versionAtLeast } from '../version.js'
import { zoneName } from '../zone-names.js'
import { argumentOf, argumentsOf, choiceOf, durationOf, integerOf, namedZones } from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const MAX_UPSTREAMS = 15
const MAX_UINT32 = 0xffff_ffff
const UNLIMITED = Number.POSITIVE_INFINITY

/** The stanzas of forward: each is tried in turn for the names under its own zone. */
export const forward: PluginForm = {
  repeated: 'all',
  properties: {
    doh_method: '1.14.5',
    except: ALWAYS,
    expire: ALWAYS,
    failfast_all_unhealthy_upstreams: '1.12.1',
    failover: '1.13.0',
    force_tcp: ALWAYS,
    health_check: ALWAYS,
    max_age: '1.14.3',
    max_concurrent: ALWAYS,
    max_connect_attempts: '1.13.2',
    max_fails: ALWAYS,
    max_idle_conns: '1.14.1',
    next: '1.11.4',
    next_on_nodata: '1.14.4',
    policy: ALWAYS,
    prefer_udp: ALWAYS,
    read_timeout: '1.14.5',
    resolver: '1.14.4',
    source_address: '1.14.6',
    tls: ALWAYS,
    tls_servername: ALWAYS,
  },
  read: (stanzas, context) => stanzas.map((stanza) => readStanza(stanza, context)),
}

type Draft = { -readonly [K in keyof ForwardPlugin]: ForwardPlugin[K] }

function readStanza(stanza: Stanza, context: StanzaContext): ForwardPlugin {
  const [from, ...to] = argumentsOf(stanza, 2, MAX_UPSTREAMS + 1, 'forward FROM TO... (at most 15 upstreams)') as [
    Token,
    ...Token[],
  ]
  const draft: Draft = {
    name: 'forward',
    place: stanza.name.place,
    from: fromZone(from, context),
    to: to.map((token) => token.text),
    except: [],
    maxConcurrent: 0,
    policy: 'random',
    forceTcp: false,
    preferUdp: false,
    next: [],
    failover: [],
    expire: 10,
    maxFails: 2,
    healthCheckInterval: 0.5,
  }
  for (const property of stanza.properties) readProperty(property, draft, context)
  checkMaxAge(stanza, draft.expire)
  for (const token of to) checkUpstream(token, context)
  return draft
}

function fromZone(token: Token, context: StanzaContext): string {
  const zones = namedZones(token, context)
  const [zone] = zones
  if (zone === undefined) {
    throw fault('invalid-name', `forward needs a zone first ("." for all names), not "${token.text}".`, token.place)
  }
  if (zones.length > 1) {
    context.report({
      severity: 'warning',
      code: 'ineffective',
      message: `"${token.text}" stands for ${zones.length} reverse zones, and CoreDNS forwards only the first (${zone}); write one forward for each.`,
      place: token.place,
    })
  }
  return zone
}

function readProperty(property: Property, draft: Draft, context: StanzaContext): void {
  const name = property.name.text
  switch (name) {
    case 'except': {
      const tokens = argumentsOf(property, 1, UNLIMITED, 'except ZONE...')
      draft.except = [...draft.except, ...tokens.flatMap((token) => namedZones(token, context))]
      break
    }
    case 'max_concurrent':
      draft.maxConcurrent = count(property)
      break
    case 'max_fails':
      draft.maxFails = integerOf(argumentOf(property, 'max_fails NUMBER'), name, 0, MAX_UINT32)
      break
    case 'expire':
      draft.expire = duration(property)
      break
    case 'health_check':
      readHealthCheck(property, draft)
      break
    case 'max_connect_attempts':
      draft.maxConnectAttempts = count(property)
      break
    case 'failfast_all_unhealthy_upstreams':
      argumentsOf(property, 0, 0, name)
      draft.failsFast = true
      break
    case 'read_timeout':
      draft.readTimeout = duration(property)
      if (draft.readTimeout === 0) {
        throw fault('invalid-value', 'read_timeout must be more than 0.', property.name.place)
      }
      break
    case 'source_address': {
      const token = argumentOf(property, 'source_address ADDRESS')
      checkAddress(token, token.text)
      draft.sourceAddress = token.text
      break
    }
    case 'policy':
      draft.policy = choiceOf(argumentOf(property, 'policy POLICY'), name, [
        'random',
        'round_robin',
        'sequential',
      ] as const)
      break
    case 'force_tcp':
      argumentsOf(property, 0, 0, name)
      draft.forceTcp = true
      break
    case 'prefer_udp':
      argumentsOf(property, 0, 0, name)
      draft.preferUdp = true
      break
    case 'tls_servername':
      draft.tlsServerName = argumentOf(property, 'tls_servername NAME').text
      break
    case 'next':
      draft.next = [...draft.next, ...responseCodes(property)]
      break
    case 'next_on_nodata':
      argumentsOf(property, 0, 0, name)
      draft.next = [...draft.next, 'NODATA']
      break
    case 'failover':
      draft.failover = [...draft.failover, ...failoverCodes(property)]
      break
    default:
      checkConnection(property)
  }
}

/** The options about connections change no answer, but CoreDNS refuses them when they are wrong. */
function checkConnection(property: Property): void {
  const name = property.name.text
  switch (name) {
    case 'max_age':
      duration(property)
      break
    case 'doh_method':
      choiceOf(argumentOf(property, 'doh_method METHOD'), name, ['POST', 'GET'] as const)
      break
    case 'tls':
      argumentsOf(property, 0, 3, 'tls [CERT KEY] [CA]')
      break
    case 'resolver':
      for (const token of argumentsOf(property, 1, UNLIMITED, 'resolver ADDRESS...'))
        checkAddress(token, withoutPort(token.text))
      break
    default:
      count(property)
  }
}

function count(property: Property): number {
  const name = property.name.text
  return integerOf(argumentOf(property, `${name} NUMBER`), name, 0, Number.MAX_SAFE_INTEGER)
}

function duration(property: Property): number {
  const name = property.name.text
  return durationOf(argumentOf(property, `${name} DURATION`), name)
}

function readHealthCheck(property: Property, draft: Draft): void {
  const usage = 'health_check DURATION [no_rec] [domain NAME]'
  const [interval, ...options] = argumentsOf(property, 1, UNLIMITED, usage) as [Token, ...Token[]]
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as Token
    if (choiceOf(option, 'A health_check option', ['no_rec', 'domain'] as const) === 'no_rec') {
      draft.healthCheckWithoutRecursion = true
      continue
    }
    i++
    const domain = options[i]
    if (domain === undefined) throw fault('wrong-arguments', `domain needs a name; write "${usage}".`, option.place)
    const name = zoneName(domain.text)
    if ('reason' in name) throw fault('invalid-name', name.reason, domain.place)
    draft.healthCheckDomain = name.zone
  }
  draft.healthCheckInterval = durationOf(interval, 'health_check')
}

function responseCodes(property: Property): string[] {
  return argumentsOf(property, 1, UNLIMITED, `${property.name.text} RCODE...`).map((token) => {
    const code = token.text.toUpperCase()
    if (!RESPONSE_CODE_NAMES.has(code)) {
      throw fault(
        'invalid-value',
        `"${token.text}" is no response code; write NXDOMAIN, SERVFAIL, REFUSED or the like.`,
        token.place,
      )
    }
    return code
  })
}

function failoverCodes(property: Property): string[] {
  const codes = responseCodes(property)
  if (codes.includes('NOERROR'))
    throw fault('invalid-value', 'failover can not name NOERROR; take it off.', property.name.place)
  return codes
}

function checkMaxAge(stanza: Stanza, expire: number): void {
  const property = stanza.properties.findLast((candidate) => candidate.name.text === 'max_age')
  if (property === undefined) return
  const maxAge = duration(property)
  if (maxAge > 0 && maxAge < expire) {
    throw fault(
      'conflicting-options',
      `max_age may not be less than expire (${expire} s); raise it.`,
      property.name.place,
    )
  }
}

/** An upstream is an address, the path of a resolv.conf, or (since 1.14.4) a host name; a transport and a port may stand around. */
function checkUpstream(token: Token, context: StanzaContext): void {
  const [, scheme, host] = /^(?:([a-z0-9]+):\/\/)?(.*)$/s.exec(token.text) as RegExpExecArray
  const transports = ['dns', 'tls', 'https', 'quic']
  if (scheme !== undefined && !transports.includes(scheme)) {
    throw fault(
      'invalid-value',
      `forward can not use ${scheme}://; write ${transports.join('://, ')}:// or nothing.`,
      token.place,
    )
  }
  if (scheme === undefined && (host as string).includes('/')) return
  if (scheme === 'https' && (host as string).includes('/')) {
    throw fault('invalid-value', 'An https upstream has no path; CoreDNS asks /dns-query.', token.place)
  }
  const bare = withoutPort((host as string).replace(/%[^\]:]*/, ''))
  if (addressFamily(bare) !== undefined) return
  if (versionAtLeast(context.version, '1.14.4') && isHostName(bare)) return
  throw fault(
    'invalid-value',
    `"${token.text}" is no upstream: write an IP address, or the path of a resolv.conf.`,
    token.place,
  )
}

/** The address of `1.2.3.4:53` or `[::1]:53`. */
function withoutPort(text: string): string {
  const match = /^\[(.*)\](?::\d+)?$|^([^:]*):\d+$/s.exec(text)
  return match?.[1] ?? match?.[2] ?? text
}

function isHostName(text: string): boolean {
  return !text.includes(':') && text !== '.' && !('reason' in zoneName(text))
}

function checkAddress(token: Token, address: string): void {
  if (addressFamily(address) === undefined) {
    throw fault('invalid-value', `"${token.text}" is no IP address.`, token.place)
  }
}
