import { Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import { lookUp, settleLookUp, type LookUpRequest, type LookUpResult } from '#libs/trace'
import type { ClusterView } from '#libs/zone'

/** What to resolve, as people write it. */
export interface ResolveRequest extends LookUpRequest {
  readonly explain: boolean
}

/** Answers questions in a view: live, past or proposed. */
@Injectable()
export class ResolveService {
  /** @throws NamescopeError as `lookUp` */
  resolve(view: ClusterView, { explain, ...request }: ResolveRequest, scope: Scope): LookUpResult {
    return settleLookUp(lookUp(view, request, { scope, explain }))
  }
}
