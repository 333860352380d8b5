import { Field, ID, Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { Commit } from '#libs/cluster-model'
import { Described } from '../schema/described.js'
import { nodeIdText } from '../schema/node-id.js'
import { NodeModel } from '../schema/node.model.js'
import { pageInfoOf, PageInfoModel } from '../schema/page-info.model.js'
import { PinnedModel } from '../schema/pinned.model.js'
import { DateTime } from '../schema/scalars.js'
import type { RevisionPage, RevisionReport } from './revisions.service.js'

/** A revision over REST. */
@ObjectType({ isAbstract: true })
@ApiSchema({ name: 'Revision' })
export class RevisionModel extends PinnedModel implements RevisionReport {
  @Described('What it is: changes, or a gap, a software change, a prune or a redaction.', {
    enum: ['changes', 'gap', 'software', 'prune', 'redaction'],
    example: 'changes',
  })
  readonly kind!: Commit['kind']

  @Described('For a gap: since when nobody watched; REST gives milliseconds since 1970.', {
    type: () => DateTime,
    optional: true,
  })
  readonly gapSince?: number

  @Described('True when several changes of one object were folded into one.', { type: () => Boolean, optional: true })
  readonly coalesced?: true

  @Described('How many objects changed; only for callers who may see every namespace.', {
    type: () => Int,
    optional: true,
    example: 3,
  })
  readonly changes?: number

  @Described('A note; only for callers who may see every namespace.', {
    optional: true,
    example: '3 files of examples/tour',
  })
  readonly note?: string

  @Described(
    'The digest of the chain of commits up to and with this one, in hexadecimal digits; only for callers who may see every namespace.',
    { optional: true },
  )
  readonly digest?: string
}

@ObjectType('Revision', { description: 'One durable revision of a cluster.', implements: () => NodeModel })
export class RevisionNode extends RevisionModel implements NodeModel {
  @Field(() => ID, { description: 'The global id.' })
  readonly id!: string
}

/** A page over REST. */
@ApiSchema({ name: 'RevisionPage' })
export class RevisionPageModel implements RevisionPage {
  @Described('The cluster.', { only: 'rest', example: 'examples/tour' })
  readonly cluster!: string

  @Described('The last durable revision when this was asked.', { only: 'rest', example: '1.42' })
  readonly revision!: string

  @Described('The revisions, the newest first.', { only: 'rest', type: () => [RevisionModel] })
  readonly revisions!: readonly RevisionModel[]

  @Described('Give it as `after` for those before.', { only: 'rest', optional: true })
  readonly endCursor?: string

  @Described('Whether there are earlier ones.', { only: 'rest', type: () => Boolean })
  readonly hasNextPage!: boolean
}

@ObjectType('RevisionEdge', { description: 'A revision in its place in the list.' })
export class RevisionEdgeModel {
  @Described('Where it stands.')
  readonly cursor!: string

  @Described('The revision.', { type: () => RevisionNode })
  readonly node!: RevisionNode
}

@ObjectType('RevisionConnection', { description: 'One page of durable revisions, the newest first.' })
export class RevisionConnectionModel {
  @Described('The revisions in their places.', { type: () => [RevisionEdgeModel] })
  readonly edges!: readonly RevisionEdgeModel[]

  @Described('The revisions.', { type: () => [RevisionNode] })
  readonly nodes!: readonly RevisionNode[]

  @Described('Where the page stands.', { type: () => PageInfoModel })
  readonly pageInfo!: PageInfoModel
}

/** A revision with its global id. */
export function revisionNode(report: RevisionReport): RevisionNode {
  const { cluster, revision } = report
  return { ...report, id: nodeIdText({ type: 'Revision', cluster, key: [revision] }) }
}

/** A page in the shape of Relay. */
export function revisionConnection(
  { revisions, hasNextPage }: RevisionPage,
  hasPreviousPage: boolean,
): RevisionConnectionModel {
  const nodes = revisions.map(revisionNode)
  return {
    edges: nodes.map((node) => ({ cursor: node.revision, node })),
    nodes,
    pageInfo: pageInfoOf({ cursors: nodes.map(({ revision }) => revision), hasNextPage, hasPreviousPage }),
  }
}
