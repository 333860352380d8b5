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

/** Where a page with a cursor for each of its items stands. */
export function pageInfoOf(page: {
  readonly cursors: readonly string[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}): PageInfoModel {
  const { cursors, hasNextPage, hasPreviousPage } = page
  const [startCursor, endCursor] = [cursors[0], cursors.at(-1)]
  return {
    hasNextPage,
    hasPreviousPage,
    ...(startCursor === undefined ? {} : { startCursor }),
    ...(endCursor === undefined ? {} : { endCursor }),
  }
}
