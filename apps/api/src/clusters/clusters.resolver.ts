import { Args, Query, Resolver } from '@nestjs/graphql'
import type { Scope } from '#libs/cluster-model'
import { CallerScope } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { ClusterQuery } from './cluster-query.dto.js'
import { ClusterStatusModel } from './status.model.js'
import { StatusService, type StatusReport } from './status.service.js'

@Resolver()
export class ClustersResolver {
  constructor(private readonly service: StatusService) {}

  @Query(() => ClusterStatusModel, { description: 'What is known of one cluster, and how complete that is.' })
  @Visibility('scoped')
  status(@Args() { cluster }: ClusterQuery, @CallerScope() scope: Scope): Promise<StatusReport> {
    return this.service.status(cluster, scope)
  }

  @Query(() => [ClusterStatusModel], { description: 'The clusters, each with its status.' })
  @Visibility('scoped')
  clusters(@CallerScope() scope: Scope): Promise<StatusReport[]> {
    return this.service.all(scope)
  }
}
