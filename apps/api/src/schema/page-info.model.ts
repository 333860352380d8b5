import { ObjectType } from '@nestjs/graphql'
import { Described } from './described.js'

@ObjectType('PageInfo', { description: 'Where a page stands in its list (Relay).' })
export class PageInfoModel {
  @Described('Whether more follow.', { type: () => Boolean })
  readonly hasNextPage!: boolean

  @Described('Whether some stand before.', { type: () => Boolean })
  readonly hasPreviousPage!: boolean

  @Described('The cursor of the first item.', { optional: true })
  readonly startCursor?: string

  @Described('The cursor of the last item; give it as `after` for the next page.', { optional: true })
  readonly endCursor?: string
}
