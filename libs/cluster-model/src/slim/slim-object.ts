import { NamescopeError, type ErrorCode } from '#libs/errors'
import type { ChangeEvidence, ObjectKey } from '../commit.js'
import { KINDS, type Kind, type SlimObject } from '../objects/kinds.js'
import type { ObjectMeta } from '../objects/metadata.js'
import { readAdminPolicy } from './admin-policy.js'
import { readNamespace, readNode } from './cluster-scoped.js'
import { isDnsConfigMap, readConfigMap } from './config-map.js'
import { readDnsEndpoint } from './dns-endpoint.js'
import { readEndpointSlice } from './endpoint-slice.js'
import { readEndpoints } from './endpoints.js'
import { FieldReader } from './field-reader.js'
import { readGateway, readRoute } from './gateway.js'
import { readIngress, readIngressClass } from './ingress.js'
import { readEvidence, readMetadata, readName } from './metadata.js'
import { readServiceExport, readServiceImport } from './multicluster.js'
import { readNetworkPolicy } from './network-policy.js'
import { readPod } from './pod.js'
import type { PodSpecOptions } from './pod-spec.js'
import { readService } from './service.js'
import { readWorkload } from './workload.js'

export interface SlimOptions extends PodSpecOptions {
  /** Which ConfigMaps are kept; by default those that carry a name or label of CoreDNS's own. */
  readonly keepConfigMap?: (namespace: string, name: string) => boolean
  /** Turns secret positions of a Corefile into digests; called with the Corefiles of a kept ConfigMap. */
  readonly redactCorefile?: (text: string) => string
}

/** Why an object was not taken. */
export interface ObjectProblem {
  readonly code: ErrorCode
  /** Names the field and says what would be right. */
  readonly message: string
  /** `spec.clusterIPs[0]`. */
  readonly field?: string
}

/** A kind, or a version of a kind, that is not read. */
export interface UnknownKind {
  /** `Gateway (networking.istio.io/v1)`. */
  readonly unknown: string
  /** The versions of this kind that are read, where it is only the version that is wrong: `apps/v1`. */
  readonly readable?: string
}

export type SlimResult =
  | { readonly object: SlimObject; readonly evidence?: ChangeEvidence }
  /** Understood, but never kept: Secrets, and ConfigMaps that are not CoreDNS's. */
  | { readonly notKept: 'Secret' | 'ConfigMap' }
  | UnknownKind
  | { readonly problem: ObjectProblem }

export type KeyResult = { readonly key: ObjectKey } | UnknownKind | { readonly problem: ObjectProblem }

/**
 * One object of the Kubernetes API, as parsed from JSON, in the form that is kept. Fields that are not kept are ignored, whatever
 * they hold; what is kept is checked, and a wrong field refuses the whole object. Never throws for what the object holds.
 */
export function slimObject(raw: unknown, options: SlimOptions): SlimResult {
  return withKind(raw, (object, kind) => {
    if (kind === 'Secret') return { notKept: 'Secret' }
    const meta = readMetadata(object, kind, options.interner)
    if (kind === 'ConfigMap') {
      const isKept = options.keepConfigMap?.(meta.namespace, meta.name) ?? isDnsConfigMap(meta)
      if (!isKept) return { notKept: 'ConfigMap' }
    }
    const slim = readKind(kind, object, meta, options)
    const evidence = readEvidence(object, options.interner)
    return evidence === undefined ? { object: slim } : { object: slim, evidence }
  })
}

/** Only which object it is: enough for a list of objects to delete. */
export function objectKey(raw: unknown): KeyResult {
  return withKind<KeyResult>(raw, (object, kind) =>
    kind === 'Secret' ? { unknown: 'Secret (v1)' } : { key: { kind, ...readName(object, kind) } },
  )
}

function withKind<R>(
  raw: unknown,
  read: (object: FieldReader, kind: Exclude<Kind, 'DnsOptions'> | 'Secret') => R,
): R | UnknownKind | { readonly problem: ObjectProblem } {
  try {
    const object = FieldReader.of(raw)
    if (object === undefined)
      return { problem: { code: 'invalid-object', message: 'This is not an object with apiVersion and kind.' } }
    const kind = object.requiredText('kind')
    const apiVersion = object.requiredText('apiVersion')
    if (kind === 'Secret' && apiVersion === 'v1') return read(object, kind)
    const unknown = `${kind} (${apiVersion})`
    if (!isReadableKind(kind)) return { unknown }
    const versions = readableVersions(kind)
    if (versions.includes(apiVersion)) return read(object, kind)
    return isSameKind(kind, apiVersion) ? { unknown, readable: versions.join(', ') } : { unknown }
  } catch (error) {
    if (!(error instanceof NamescopeError)) throw error
    return { problem: { code: error.code, message: error.message, field: error.place.field } }
  }
}

function isReadableKind(kind: string): kind is Exclude<Kind, 'DnsOptions'> {
  return Object.hasOwn(KINDS, kind) && KINDS[kind as Kind].versions.length > 0
}

function readableVersions(kind: Kind): readonly string[] {
  const { group, versions } = KINDS[kind]
  return group === '' ? versions : versions.map((version) => `${group}/${version}`)
}

/** True for another version of the same kind; `extensions` is where most of them began. */
function isSameKind(kind: Kind, apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  return group === KINDS[kind].group || group === 'extensions'
}

function readKind(
  kind: Exclude<Kind, 'DnsOptions'>,
  object: FieldReader,
  meta: ObjectMeta,
  options: SlimOptions,
): SlimObject {
  const { interner, redactCorefile = (text) => text } = options
  switch (kind) {
    case 'Namespace':
      return readNamespace(object, meta, interner)
    case 'Node':
      return readNode(object, meta)
    case 'Service':
      return readService(object, meta, interner)
    case 'EndpointSlice':
      return readEndpointSlice(object, meta, interner)
    case 'Endpoints':
      return readEndpoints(object, meta, interner)
    case 'Pod':
      return readPod(object, meta, options)
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'CronJob':
    case 'ReplicationController':
      return readWorkload(kind, object, meta, options)
    case 'NetworkPolicy':
      return readNetworkPolicy(object, meta, interner)
    case 'AdminNetworkPolicy':
    case 'BaselineAdminNetworkPolicy':
    case 'ClusterNetworkPolicy':
      return readAdminPolicy(kind, object, meta)
    case 'Ingress':
      return readIngress(object, meta)
    case 'IngressClass':
      return readIngressClass(object, meta)
    case 'Gateway':
      return readGateway(object, meta)
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return readRoute(kind, object, meta)
    case 'ServiceImport':
      return readServiceImport(object, meta)
    case 'ServiceExport':
      return readServiceExport(object, meta)
    case 'DNSEndpoint':
      return readDnsEndpoint(object, meta)
    case 'ConfigMap':
      return readConfigMap(object, meta, redactCorefile)
  }
}
