import type { Caller, CallerHolder } from '../auth/caller.js'
import type { Views } from '../history/views.js'

/** What every GraphQL resolver of one operation shares. */
export interface GraphqlContext extends CallerHolder {
  readonly caller: Caller
  /** The views of this operation, each moment pinned once. */
  readonly views: Views
  /** For the cost check, which mercurius tells the document but not which of its operations runs. */
  readonly operationName?: string | null | undefined
  /** Set once the cost is known. */
  cost?: number
}
