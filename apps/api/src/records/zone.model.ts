import { ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import { Described } from '../schema/described.js'
import { PinnedModel } from '../schema/pinned.model.js'
import type { ZoneList, ZoneReport } from './zones.service.js'

@ObjectType('Zone', { description: 'A zone that the cluster DNS serves from Kubernetes objects.' })
@ApiSchema({ name: 'Zone' })
export class ZoneModel implements ZoneReport {
  @Described('The name, absolute.', { example: 'cluster.local.' })
  readonly name!: string

  @Described('True for a zone that leads from addresses to names.', { type: () => Boolean, example: false })
  readonly reverse!: boolean

  @Described('Where its zone file of this revision is: a path of this server.', {
    example: '/api/v1/zones/cluster.local./file?at=1.42',
  })
  readonly file!: string
}

@ObjectType('ZoneList', { description: 'The zones of one revision.' })
@ApiSchema({ name: 'ZoneList' })
export class ZoneListModel extends PinnedModel implements ZoneList {
  @Described('The zones, those of names first.', { type: () => [ZoneModel] })
  readonly zones!: readonly ZoneModel[]
}
