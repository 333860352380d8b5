import { ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { PolicyPage } from '#libs/network-policy'
import { Described } from '../schema/described.js'
import { pageInfoOf, PageInfoModel } from '../schema/page-info.model.js'
import { PinnedModel } from '../schema/pinned.model.js'
import { PolicyModel } from './policy.model.js'

/** What the pages of both documents tell. */
@ObjectType({ isAbstract: true })
abstract class PinnedPoliciesModel extends PinnedModel {
  @Described('The kind of object that is not known completely, so that the list may not be complete either.', {
    optional: true,
  })
  readonly missing?: string
}

/** A page over REST, as `#libs/network-policy` gives it. */
@ApiSchema({ name: 'PolicyPage' })
export class PolicyPageModel extends PinnedPoliciesModel implements PolicyPage {
  @Described('The policies, by namespace and name.', { only: 'rest', type: () => [PolicyModel] })
  readonly policies!: readonly PolicyModel[]

  @Described('Where each policy stands: as many as policies.', { only: 'rest', type: () => [String] })
  readonly cursors!: readonly string[]

  @Described('The last of them; give it as `after` for the next page.', { only: 'rest', optional: true })
  readonly endCursor?: string

  @Described('Whether more follow.', { only: 'rest', type: () => Boolean })
  readonly hasNextPage!: boolean

  @Described('Whether some stand before.', { only: 'rest', type: () => Boolean })
  readonly hasPreviousPage!: boolean
}

@ObjectType('PolicyEdge', { description: 'A policy in its place in the list.' })
export class PolicyEdgeModel {
  @Described('Where it stands.')
  readonly cursor!: string

  @Described('The policy.', { type: () => PolicyModel })
  readonly node!: PolicyModel
}

@ObjectType('PolicyConnection', { description: 'One page of NetworkPolicies, all of one revision.' })
export class PolicyConnectionModel extends PinnedPoliciesModel {
  @Described('The policies in their places.', { type: () => [PolicyEdgeModel] })
  readonly edges!: readonly PolicyEdgeModel[]

  @Described('The policies.', { type: () => [PolicyModel] })
  readonly nodes!: readonly PolicyModel[]

  @Described('Where the page stands.', { type: () => PageInfoModel })
  readonly pageInfo!: PageInfoModel
}

/** A page in the shape of Relay. */
export function policyConnection(page: PolicyPage): PolicyConnectionModel {
  const { cluster, revision, observedAt, missing, policies, cursors } = page
  return {
    cluster,
    revision,
    observedAt,
    ...(missing === undefined ? {} : { missing }),
    edges: policies.map((node, i) => ({ cursor: cursors[i] ?? '', node })),
    nodes: policies,
    pageInfo: pageInfoOf(page),
  }
}
