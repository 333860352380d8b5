import { Float, Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { Kind, SourceProblem } from '#libs/cluster-model'
import type { CoreDnsStatus } from '#libs/cluster-view'
import { Described } from '../schema/described.js'
import { PinnedModel } from '../schema/pinned.model.js'
import { DateTime } from '../schema/scalars.js'
import type { StatusReport, StorageReport } from './status.service.js'

type Origin = 'default' | 'option' | 'cluster'
const ORIGINS: readonly Origin[] = ['default', 'option', 'cluster']

@ObjectType('CoreDns', { description: 'The DNS settings that answers rest on, and where they come from.' })
@ApiSchema({ name: 'CoreDns' })
export class CoreDnsModel implements CoreDnsStatus {
  @Described('The CoreDNS version whose behaviour is followed.', { example: '1.12.1' })
  readonly version!: string

  @Described('Where the version comes from.', { enum: ORIGINS, example: 'default' })
  readonly versionFrom!: Origin

  @Described('Where the Corefile comes from.', { enum: ORIGINS, example: 'default' })
  readonly corefileFrom!: Origin

  @Described('The ConfigMap that holds the Corefile.', { optional: true, example: 'kube-system/coredns' })
  readonly configMap?: string

  @Described('The workload that runs CoreDNS.', { optional: true, example: 'kube-system/coredns' })
  readonly workload?: string

  @Described('The zones that hold names; the first is the cluster domain.', {
    type: () => [String],
    example: ['cluster.local.'],
  })
  readonly zones!: readonly string[]
}

@ObjectType('KindStatus', { description: 'How much of one kind of object is known.' })
@ApiSchema({ name: 'KindStatus' })
export class KindStatusModel {
  @Described('The kind.', { example: 'Service' })
  readonly kind!: Kind

  @Described('`complete`, `loading`, `stale` since a moment, or `not-watched` for a reason.', {
    enum: ['complete', 'loading', 'stale', 'not-watched'],
    example: 'complete',
  })
  readonly status!: string

  @Described('How many objects; only for callers who may see every namespace.', {
    type: () => Int,
    optional: true,
    example: 12,
  })
  readonly objects?: number

  @Described('Since when it is stale; REST gives milliseconds since 1970.', { type: () => DateTime, optional: true })
  readonly since?: number

  @Described('Why it is not watched.', { optional: true })
  readonly reason?: string
}

@ObjectType('Storage', { description: 'How the history of a cluster is being kept.' })
@ApiSchema({ name: 'Storage' })
export class StorageModel implements StorageReport {
  @Described("`ok`, or `failing` while commits can't be stored.", { enum: ['ok', 'failing'], example: 'ok' })
  readonly status!: 'ok' | 'failing'

  @Described('The last revision on disk.', { optional: true, example: '1.42' })
  readonly durable?: string

  @Described('How many commits wait to be stored.', { type: () => Int, example: 0 })
  readonly waiting!: number

  @Described("Why commits can't be stored; only for callers who may see every namespace.", { optional: true })
  readonly failure?: string

  @Described('The size of the database in octets; only for callers who may see every namespace.', {
    type: () => Float,
    optional: true,
    example: 1048576,
  })
  readonly bytes?: number
}

@ObjectType('SourceProblem', { description: 'Something that a source could not take in.' })
@ApiSchema({ name: 'SourceProblem' })
export class SourceProblemModel implements SourceProblem {
  @Described('How bad it is.', { enum: ['error', 'warning', 'note'], example: 'warning' })
  readonly severity!: 'error' | 'warning' | 'note'

  @Described('A stable code.', { example: 'invalid-object' })
  readonly code!: string

  @Described('What is wrong, and what would be right.')
  readonly message!: string

  @Described('The file.', { optional: true })
  readonly file?: string

  @Described('The line, from 1.', { type: () => Int, optional: true })
  readonly line?: number

  @Described('The field.', { optional: true })
  readonly field?: string
}

@ObjectType('ClusterStatus', { description: 'What is known of a cluster, and how complete that is.' })
@ApiSchema({ name: 'ClusterStatus' })
export class ClusterStatusModel extends PinnedModel implements StatusReport {
  @Described('The DNS settings.', { type: () => CoreDnsModel })
  readonly coreDns!: CoreDnsModel

  @Described('What is assumed because it could not be read.', { type: () => [String] })
  readonly assumptions!: readonly string[]

  @Described('The kinds of object.', { type: () => [KindStatusModel] })
  readonly kinds!: StatusReport['kinds']

  @Described('Where the state comes from; only for callers who may see every namespace.', {
    optional: true,
    example: 'manifests:examples/tour',
  })
  readonly source?: string

  @Described('How the history is kept.', { type: () => StorageModel })
  readonly storage!: StorageModel

  @Described('What the source could not take in; only for callers who may see every namespace.', {
    type: () => [SourceProblemModel],
    optional: true,
  })
  readonly problems?: readonly SourceProblemModel[]
}
