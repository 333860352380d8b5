import { isSynced, isVisible, type Pod, type Protocol, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { addressKey, canonicalAddress } from '#libs/ip-address'
import { isAlive, isPoliced } from './policed-pods.js'
import { pinOf, type PolicyPin, type PolicyView } from './policy-view.js'
import { namedPorts, type End } from './rule-match.js'
import { connectionVerdict, missingKind, undecidable, type ConnectionVerdict } from './verdict.js'

/** Who connects to what, as people and programs write it. */
export interface VerdictRequest {
  /** `NAMESPACE/POD`, or an address. */
  readonly from: string
  readonly to: string
  /** A number, or the name of a port of the destination pod. */
  readonly port: string
  /** TCP, UDP or SCTP in any case; absent means TCP. */
  readonly protocol?: string | undefined
}

/** A verdict with what it is about. JSON-able. */
export interface PolicyVerdict extends ConnectionVerdict, PolicyPin {
  /** `NAMESPACE/POD`, or an address that no pod has. */
  readonly from: string
  readonly to: string
  /** Absent while a named port can't be looked up. */
  readonly port?: number
  readonly protocol: Protocol
}

type EndField = 'from' | 'to'

/** An end as written: the pod need not exist. */
type NamedEnd =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'address'; readonly address: string }

/** An end as the state has it, or the fact about it that is missing. */
type FoundEnd = End | { readonly kind: 'unknown'; readonly missing: string }

const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP']
const POD = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-a-z0-9.]*)$/
/** An IANA service name, as Kubernetes takes it (RFC 6335, section 5.1): at least one letter tells it from a number. */
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/
const HIGHEST_PORT = 65_535

/**
 * The verdict on a connection between two ends as people write them. An address that a pod has means that pod. A caller with
 * limited sight learns nothing of other namespaces: not even whether an address is a pod there.
 * @throws NamescopeError `invalid-argument`; `forbidden` for a pod outside the scope, whether it exists or not;
 * `object-not-found`. Each names its field.
 */
export function askVerdict(view: PolicyView, scope: Scope, request: VerdictRequest): PolicyVerdict {
  const [from, to] = [parseEnd(request.from, 'from'), parseEnd(request.to, 'to')]
  const protocol = parseProtocol(request.protocol)
  const port = parsePort(request.port)
  const answer = (verdict: ConnectionVerdict, ends: readonly [string, string], number?: number): PolicyVerdict => ({
    ...pinOf(view),
    from: ends[0],
    to: ends[1],
    ...(number === undefined ? undefined : { port: number }),
    protocol,
    ...verdict,
  })
  refuseHidden(from, 'from', scope)
  refuseHidden(to, 'to', scope)
  const written = [nameOf(from), nameOf(to)] as const
  const numberAsWritten = typeof port === 'number' ? port : undefined
  const kind = missingKind(view.coverage)
  if (kind !== undefined) return answer(undecidable(kind), written, numberAsWritten)
  const [source, target] = [findEnd(view, from, 'from', scope), findEnd(view, to, 'to', scope)]
  if (source.kind === 'unknown') return answer(undecidable(source.missing), written, numberAsWritten)
  if (target.kind === 'unknown') return answer(undecidable(target.missing), written, numberAsWritten)
  const number = typeof port === 'number' ? port : portNamed(port, protocol, target)
  const verdict = connectionVerdict(view.state, view.coverage, source, target, { port: number, protocol })
  return answer(verdict, [endText(source), endText(target)], number)
}

function parseEnd(text: string, field: EndField): NamedEnd {
  const address = canonicalAddress(text)
  if (address !== undefined) return { kind: 'address', address }
  const [, namespace, name] = POD.exec(text) ?? []
  if (namespace !== undefined && name !== undefined) return { kind: 'pod', namespace, name }
  throw invalid(`"${text}" is no end of a connection; name a pod as NAMESPACE/POD, or an address.`, field)
}

function parseProtocol(text = 'TCP'): Protocol {
  const protocol = PROTOCOLS.find((name) => name === text.toUpperCase())
  if (protocol !== undefined) return protocol
  throw invalid(`"${text}" is no protocol that policies know; give TCP, UDP or SCTP.`, 'protocol')
}

function parsePort(text: string): number | string {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (number >= 1 && number <= HIGHEST_PORT) return number
  if (PORT_NAME.test(text)) return text
  throw invalid(`"${text}" is no port; give a number from 1 to ${HIGHEST_PORT}, or the name of a port.`, 'port')
}

function refuseHidden(end: NamedEnd, field: EndField, scope: Scope): void {
  if (end.kind === 'address' || isVisible(scope, end.namespace)) return
  const message = `Namespace ${end.namespace} lies outside the namespaces that you may see.`
  throw new NamescopeError('forbidden', message, { field })
}

function findEnd(view: PolicyView, end: NamedEnd, field: EndField, scope: Scope): FoundEnd {
  return end.kind === 'address' ? endWith(view, end.address, scope) : podNamed(view, end, field)
}

function podNamed(
  { state }: PolicyView,
  { namespace, name }: Extract<NamedEnd, { kind: 'pod' }>,
  field: EndField,
): FoundEnd {
  const pod = state.namespaces.get(namespace)?.pods.get(name)
  if (pod === undefined) {
    const message = `There is no pod ${namespace}/${name} at this moment.`
    throw new NamescopeError('object-not-found', message, { field })
  }
  if (isAlive(pod)) return { kind: 'pod', pod }
  return { kind: 'unknown', missing: `the address of Pod ${namespace}/${name}: it has none yet, or has ended` }
}

/** Whoever has an address: a pod; several pods and a node share one on the host network, and then it is an address. */
function endWith({ state, coverage }: PolicyView, address: string, scope: Scope): FoundEnd {
  const key = addressKey(address)
  const users = key === undefined ? undefined : state.addresses.get(key)
  const isSeen = ({ namespace }: { readonly namespace: string }): boolean => isVisible(scope, namespace)
  const pods = (users?.pods ?? [])
    .filter(isSeen)
    .map(({ namespace, name }) => state.namespaces.get(namespace)?.pods.get(name))
  const pod = pods.find((candidate): candidate is Pod => candidate !== undefined && isPoliced(candidate))
  if (pod !== undefined) return { kind: 'pod', pod }
  const service = users?.services.find(isSeen)
  if (service !== undefined) {
    const { namespace, name } = service
    return { kind: 'unknown', missing: `which pod behind Service ${namespace}/${name} is meant: ask for one of them` }
  }
  if (!scope.all) {
    return { kind: 'unknown', missing: `whether ${address} is a pod outside the namespaces that you may see` }
  }
  return isSynced(coverage, ['Service'])
    ? { kind: 'address', address }
    : { kind: 'unknown', missing: 'Service: this kind is not known completely' }
}

/** The number behind a port's name in the destination pod. */
function portNamed(name: string, protocol: Protocol, target: End): number {
  if (target.kind === 'address') {
    throw invalid(`${target.address} is no pod, so that port ${name} has no number; give the number.`, 'port')
  }
  const [number] = namedPorts(target.pod, name, protocol)
  if (number !== undefined) return number
  const ports = (target.pod.spec.ports ?? []).flatMap((port) =>
    port.name === undefined ? [] : [`${port.name} (${port.port}/${port.protocol})`],
  )
  const known = ports.length === 0 ? 'none of its ports has a name' : `it has ${ports.join(', ')}`
  throw invalid(`${endText(target)} has no ${protocol} port named ${name}; ${known}.`, 'port')
}

function nameOf(end: NamedEnd): string {
  return end.kind === 'address' ? end.address : `${end.namespace}/${end.name}`
}

function endText(end: End): string {
  return end.kind === 'address' ? end.address : `${end.pod.namespace}/${end.pod.name}`
}

function invalid(message: string, field: keyof VerdictRequest): NamescopeError {
  return new NamescopeError('invalid-argument', message, { field })
}
