import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import type { Resolution } from '#libs/resolver'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { connectionOf } from '../records/record-connection.js'
import { differenceNode } from '../records/record-difference.model.js'
import { RecordConnectionModel } from '../records/record-page.model.js'
import { RecordsService } from '../records/records.service.js'
import { ResolutionUnion } from '../resolve/resolution.model.js'
import { ResolveService } from '../resolve/resolve.service.js'
import { WhatIfArgs, WhatIfQuestionArgs, WhatIfRecordsArgs } from './what-if.dto.js'
import { WhatIfNode } from './what-if.model.js'
import { WhatIfService } from './what-if.service.js'

@Resolver(() => WhatIfNode)
export class WhatIfResolver {
  constructor(
    private readonly service: WhatIfService,
    private readonly resolver: ResolveService,
    private readonly inventory: RecordsService,
  ) {}

  @Query(() => WhatIfNode, {
    description: 'What would follow from changes that have not been made; nothing of them is kept.',
    complexity: 100,
  })
  @Visibility('scoped')
  async whatIf(
    @Args() { cluster, at, ...proposals }: WhatIfArgs,
    @Context() { views }: GraphqlContext,
    @CallerScope() scope: Scope,
  ): Promise<WhatIfNode> {
    const { view, report } = this.service.propose(await views.find(cluster, at), proposals, scope)
    return { ...report, records: report.records.map((difference) => differenceNode(report.cluster, difference)), view }
  }

  @ResolveField(() => ResolutionUnion, { description: 'Resolves a name in the cluster as it would be.', complexity: 5 })
  resolve(
    @Parent() { view }: WhatIfNode,
    @Args() question: WhatIfQuestionArgs,
    @CallerScope() scope: Scope,
  ): Resolution {
    return this.resolver.resolve(view, question, scope)
  }

  @ResolveField(() => RecordConnectionModel, { description: 'The records of the cluster as it would be.' })
  inventoryRecords(
    @Parent() { view }: WhatIfNode,
    @Args() { filter = {}, ...page }: WhatIfRecordsArgs,
    @CallerScope() scope: Scope,
  ): RecordConnectionModel {
    return connectionOf(this.inventory.pageOf(view, filter, scope, page), () =>
      this.inventory.count(view, filter, scope),
    )
  }
}
