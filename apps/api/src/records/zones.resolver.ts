import { Args, Context, Query, Resolver } from '@nestjs/graphql'
import { Visibility } from '../auth/visibility.js'
import type { GraphqlContext } from '../graphql/graphql-context.js'
import { MomentQuery } from '../history/moment-query.dto.js'
import { ZoneListModel } from './zone.model.js'
import { ZonesService, type ZoneList } from './zones.service.js'

@Resolver()
export class ZonesResolver {
  constructor(private readonly service: ZonesService) {}

  @Query(() => ZoneListModel, { description: 'The zones of a cluster, each with the path of its zone file.' })
  @Visibility('scoped')
  async zones(@Args() { cluster, at }: MomentQuery, @Context() { views }: GraphqlContext): Promise<ZoneList> {
    return this.service.list(await views.find(cluster, at))
  }
}
