import { Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import { askVerdict, policyList, type PolicyList, type PolicyVerdict, type VerdictRequest } from '#libs/network-policy'
import type { ClusterView } from '#libs/zone'

/** NetworkPolicies: what they isolate, and who may reach whom. */
@Injectable()
export class PoliciesService {
  list(view: ClusterView, namespace: string | undefined, scope: Scope): PolicyList {
    return policyList(view, scope, namespace)
  }

  /** @throws NamescopeError as `askVerdict` */
  verdict(view: ClusterView, request: VerdictRequest, scope: Scope): PolicyVerdict {
    return askVerdict(view, scope, request)
  }
}
