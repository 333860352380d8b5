import { Injectable } from '@nestjs/common'
import type { Caller } from '../auth/caller.js'
import { ViewAt } from '../history/view-at.js'
import { PinnedViews } from '../history/pinned-views.js'
import type { GraphqlContext } from './graphql-context.js'

/** Makes the context of an operation, the same for every transport. */
@Injectable()
export class GraphqlContexts {
  constructor(private readonly viewAt: ViewAt) {}

  create(caller: Caller, operationName?: string | null): GraphqlContext {
    return { caller, operationName, views: new PinnedViews(this.viewAt) }
  }
}
