import { Inject, Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import { PLAIN_QUERY, drive, type PerformAsk } from '#libs/forwarder'
import { lookUp, settleLookUp, type LookUpRequest, type LookUpResult } from '#libs/trace'
import type { ClusterView } from '#libs/zone'
import { PERFORM_ASK } from '../dns/outside-names.js'

/** What to resolve, as people write it. */
export interface ResolveRequest extends LookUpRequest {
  readonly explain: boolean
}

/** Answers questions in a view: live, past or proposed. */
@Injectable()
export class ResolveService {
  constructor(@Inject(PERFORM_ASK) private readonly performAsk: PerformAsk) {}

  /**
   * Answers in the view of a moment. Only now can upstreams be asked: what they would have said then, nobody knows.
   * @throws NamescopeError as `lookUp`
   */
  async resolveAt(
    at: string | undefined,
    view: ClusterView,
    { explain, ...request }: ResolveRequest,
    scope: Scope,
  ): Promise<LookUpResult> {
    const step = lookUp(view, request, { scope, explain })
    if (at !== undefined) return settleLookUp(step)
    const { result } = await drive(step, (ask) => this.performAsk(ask, PLAIN_QUERY))
    return result
  }

  /**
   * Answers in a view, and asks nobody.
   * @throws NamescopeError as `lookUp`
   */
  resolve(view: ClusterView, { explain, ...request }: ResolveRequest, scope: Scope): LookUpResult {
    return settleLookUp(lookUp(view, request, { scope, explain }))
  }
}
