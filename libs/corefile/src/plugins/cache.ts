import { fault } from '../problem.js'
import type { CacheBounds, CachePlugin } from '../settings.js'
import type { Token } from '../syntax/lexer.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { versionAtLeast } from '../version.js'
import { zoneName } from '../zone-names.js'
import { argumentOf, argumentsOf, choiceInAnyCase, choiceOf, durationOf, integerOf, zonesOf } from './arguments.js'
import { ALWAYS, type PluginForm, type StanzaContext } from './plugin-form.js'

const DEFAULT_CAPACITY = 9984
const DEFAULT_SUCCESS_TTL = 3600
const DEFAULT_DENIAL_TTL = 1800
const DEFAULT_MIN_TTL = 5
/** RFC 2308, section 7.1: a failure is kept for five minutes at most. */
const MAX_SERVFAIL_TTL = 300
const DEFAULT_STALE = 3600
const MOST = Number.MAX_SAFE_INTEGER
const UNLIMITED = Number.POSITIVE_INFINITY

/** The cache plugin's stanza. */
export const cache: PluginForm = {
  repeated: 'refused',
  properties: {
    denial: ALWAYS,
    disable: '1.9.4',
    keepttl: '1.10.1',
    prefetch: ALWAYS,
    serve_stale: ALWAYS,
    serve_stale_policy: '1.14.7',
    servfail: '1.9.4',
    success: ALWAYS,
  },
  read: (stanzas, context) => stanzas.map((stanza) => readStanza(stanza, context)),
}

type Draft = { -readonly [K in keyof CachePlugin]: CachePlugin[K] }

function readStanza(stanza: Stanza, context: StanzaContext): CachePlugin {
  const [first, ...rest] = stanza.arguments
  // Only a whole number is a TTL; everything else is a zone.
  const ttl = first !== undefined && /^[+-]?\d+$/.test(first.text) ? ttlOf(first) : undefined
  const bounds = (maxTtl: number): CacheBounds => ({
    capacity: DEFAULT_CAPACITY,
    maxTtl: ttl ?? maxTtl,
    minTtl: DEFAULT_MIN_TTL,
  })
  const draft: Draft = {
    name: 'cache',
    place: stanza.name.place,
    zones: zonesOf(ttl === undefined ? stanza.arguments : rest, context),
    success: bounds(DEFAULT_SUCCESS_TTL),
    denial: bounds(DEFAULT_DENIAL_TTL),
    servfail: DEFAULT_MIN_TTL,
    disableSuccess: [],
    disableDenial: [],
    keepTtl: false,
  }
  for (const property of stanza.properties) readProperty(property, draft, context)
  checkStalePolicy(stanza)
  return { ...draft, success: effective(draft.success, context), denial: effective(draft.denial, context) }
}

function readProperty(property: Property, draft: Draft, context: StanzaContext): void {
  const name = property.name.text
  switch (name) {
    case 'success':
      draft.success = boundsOf(property, draft.success)
      break
    case 'denial':
      draft.denial = boundsOf(property, draft.denial)
      break
    case 'servfail':
      draft.servfail = durationOf(argumentOf(property, 'servfail DURATION'), name, MAX_SERVFAIL_TTL)
      break
    case 'prefetch': {
      const prefetch = prefetchOf(property)
      if (prefetch.amount > 0) draft.prefetch = prefetch
      else delete draft.prefetch
      break
    }
    case 'serve_stale':
      draft.serveStale = serveStaleOf(property, context)
      break
    case 'serve_stale_policy':
      choiceOf(argumentOf(property, 'serve_stale_policy POLICY'), name, ['prefer_positive'] as const)
      break
    case 'disable': {
      const [kind, ...zones] = argumentsOf(property, 1, UNLIMITED, 'disable success|denial [ZONE...]') as [
        Token,
        ...Token[],
      ]
      const disabled = zones.length === 0 ? ['.'] : zones.map(disabledZone)
      if (choiceOf(kind, name, ['success', 'denial'] as const) === 'success') draft.disableSuccess = disabled
      else draft.disableDenial = disabled
      break
    }
    default:
      argumentsOf(property, 0, 0, 'keepttl')
      draft.keepTtl = true
  }
}

/** CoreDNS reserves 0 and less. */
function ttlOf(token: Token): number {
  return integerOf(token, 'A TTL of cache', 1, MOST)
}

function boundsOf(property: Property, before: CacheBounds): CacheBounds {
  const name = property.name.text
  const [capacity, maxTtl, minTtl] = argumentsOf(property, 1, UNLIMITED, `${name} CAPACITY [TTL] [MINTTL]`)
  return {
    capacity: integerOf(capacity as Token, `The capacity of ${name}`, Number.MIN_SAFE_INTEGER, MOST),
    maxTtl: maxTtl === undefined ? before.maxTtl : ttlOf(maxTtl),
    minTtl: minTtl === undefined ? before.minTtl : integerOf(minTtl, `The least TTL of ${name}`, 0, MOST),
  }
}

/** Before 1.14.4 an answer's own TTL was cut to an hour ahead of these bounds. */
function effective(bounds: CacheBounds, context: StanzaContext): CacheBounds {
  if (versionAtLeast(context.version, '1.14.4')) return bounds
  return { ...bounds, maxTtl: Math.min(bounds.maxTtl, Math.max(DEFAULT_SUCCESS_TTL, bounds.minTtl)) }
}

function prefetchOf(property: Property): NonNullable<CachePlugin['prefetch']> {
  const usage = 'prefetch AMOUNT [DURATION] [PERCENTAGE%]'
  const [amount, duration, percentage] = argumentsOf(property, 1, 3, usage)
  if (percentage !== undefined && !percentage.text.endsWith('%')) {
    throw fault(
      'invalid-value',
      `The percentage of prefetch needs a "%" at its end; write ${percentage.text}%.`,
      percentage.place,
    )
  }
  return {
    amount: integerOf(amount as Token, 'The amount of prefetch', 0, MOST),
    duration: duration === undefined ? 60 : durationOf(duration, 'The duration of prefetch'),
    percentage:
      percentage === undefined
        ? 10
        : integerOf({ ...percentage, text: percentage.text.slice(0, -1) }, 'The percentage of prefetch', 10, 90),
  }
}

/** Refresh modes came with 1.9.2; the further times (1.14.4 and later) say how long stale answers and failures last. */
function serveStaleOf(property: Property, context: StanzaContext): NonNullable<CachePlugin['serveStale']> {
  const usage = 'serve_stale [DURATION] [immediate|verify]'
  const most = versionAtLeast(context.version, '1.14.4') ? 5 : versionAtLeast(context.version, '1.9.2') ? 2 : 1
  const [duration, mode, ...times] = argumentsOf(property, 0, most, usage)
  const refresh =
    mode === undefined
      ? 'immediate'
      : choiceInAnyCase(mode, 'The refresh mode of serve_stale', ['immediate', 'verify'] as const)
  if (refresh === 'immediate' && times.length > 2) argumentsOf(property, 0, 4, usage)
  const seconds = times.map((time) => durationOf(time, 'A time of serve_stale'))
  const [verifyTimeout, responseTtl, failureRecheck] = refresh === 'verify' ? seconds : [undefined, ...seconds]
  return {
    duration: duration === undefined ? DEFAULT_STALE : durationOf(duration, 'The duration of serve_stale'),
    refresh,
    // CoreDNS takes 0 for all three as if they were not there.
    ...(verifyTimeout && { verifyTimeout }),
    ...(responseTtl && { responseTtl }),
    ...(failureRecheck && { failureRecheck }),
  }
}

function disabledZone(token: Token): string {
  const name = zoneName(token.text)
  if ('reason' in name) throw fault('invalid-name', name.reason, token.place)
  return name.zone
}

function checkStalePolicy(stanza: Stanza): void {
  const [policy, second] = stanza.properties.filter((property) => property.name.text === 'serve_stale_policy')
  if (policy === undefined) return
  if (second !== undefined) {
    throw fault('conflicting-options', 'serve_stale_policy may stand once only; take this one off.', second.name.place)
  }
  if (!stanza.properties.some((property) => property.name.text === 'serve_stale')) {
    throw fault('conflicting-options', 'serve_stale_policy needs serve_stale beside it.', policy.name.place)
  }
}
