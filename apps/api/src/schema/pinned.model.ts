import { ObjectType } from '@nestjs/graphql'
import { Described } from './described.js'
import { DateTime } from './scalars.js'

/** What every result that tells of one revision begins with. */
@ObjectType({ isAbstract: true })
export abstract class PinnedModel {
  @Described('The cluster.', { example: 'examples/tour' })
  readonly cluster!: string

  @Described('The revision that this tells of, as EPOCH.NUMBER; for a what-if the one it is proposed upon.', {
    example: '1.42',
  })
  readonly revision!: string

  @Described('When the revision was observed; REST gives milliseconds since 1970.', {
    type: () => DateTime,
    example: 1795428000000,
  })
  readonly observedAt!: number
}
