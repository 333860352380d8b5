import { addressKey } from '#libs/ip-address'
import { SOURCE_CLUSTER_LABEL, type Endpoint, type EndpointSlice } from '#libs/cluster-model'
import { endpointName } from './endpoint-names.js'
import type { Stanza } from './zone.js'

/** One place that a name leads to: an address or another name, with a port. */
export interface Hit {
  /** An address in canonical text, or for CNAME the external name as written. */
  readonly host: string
  readonly type: 'A' | 'AAAA' | 'CNAME'
  /** 0 for pods, -1 where the slice names no port: such a hit answers addresses but no SRV. */
  readonly port: number
  /**
   * The labels left of the zone under which this place itself answers: `web.default.svc`, `10-0-0-1.web.default.svc`. Most
   * questions want addresses only, so the names of Services and endpoints are put together when they are read.
   */
  readonly owner: string
  readonly namespace: string
}

/** What a name leads to. A name may exist and lead nowhere (NODATA); one that does not exist is NXDOMAIN. */
export interface LookUp {
  readonly exists: boolean
  readonly hits: readonly Hit[]
}

export const ABSENT: LookUp = { exists: false, hits: [] }
export const EMPTY: LookUp = { exists: true, hits: [] }

/** What gives a Service's name: the Service, or the ServiceImport. */
type Named = Readonly<Record<'name' | 'namespace', string>>

/** An address of the Service itself. */
class ServiceHit implements Hit {
  constructor(
    readonly host: string,
    readonly type: 'A' | 'AAAA',
    readonly port: number,
    readonly service: Named,
  ) {}

  get owner(): string {
    return ownerOf(this.service)
  }

  get namespace(): string {
    return this.service.namespace
  }
}

/** An address of one of its endpoints. */
class EndpointHit implements Hit {
  constructor(
    readonly host: string,
    readonly type: 'A' | 'AAAA',
    readonly port: number,
    readonly endpoint: Endpoint,
    /** As written in the slice: the name is made of it. */
    readonly address: string,
    readonly of: SliceOf,
  ) {}

  get owner(): string {
    const { slice, service, stanza } = this.of
    const label = endpointName(this.endpoint, this.address, stanza)
    const cluster = slice.labels?.[SOURCE_CLUSTER_LABEL]
    return `${cluster === undefined ? label : `${label}.${cluster}`}.${ownerOf(service)}`
  }

  get namespace(): string {
    return this.of.slice.namespace
  }
}

/** A slice of a Service, under a stanza. */
export interface SliceOf {
  readonly slice: EndpointSlice
  readonly service: Named
  readonly stanza: Stanza
}

/** A text that is no address, which the API would not take, is passed over. */
export function addServiceHit(hits: Hit[], address: string, port: number, service: Named): void {
  const key = addressKey(address)
  if (typeof key === 'number') hits.push(new ServiceHit(address, 'A', port, service))
  else if (key !== undefined) hits.push(new ServiceHit(key, 'AAAA', port, service))
}

/** The same for an endpoint. */
export function addEndpointHit(hits: Hit[], address: string, port: number, endpoint: Endpoint, of: SliceOf): void {
  const key = addressKey(address)
  if (typeof key === 'number') hits.push(new EndpointHit(address, 'A', port, endpoint, address, of))
  else if (key !== undefined) hits.push(new EndpointHit(key, 'AAAA', port, endpoint, address, of))
}

/** The name of a Service left of the zone. */
export function ownerOf({ name, namespace }: Named): string {
  return `${name}.${namespace}.svc`
}
