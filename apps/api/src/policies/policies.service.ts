import { Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import {
  askVerdict,
  pagePolicies,
  type PolicyPage,
  type PolicyVerdict,
  type VerdictRequest,
} from '#libs/network-policy'
import type { ClusterView } from '#libs/zone'
import { viewOfPage, type PageWish } from '../history/page-wish.js'
import type { Views } from '../history/views.js'

export interface PolicyWish extends PageWish {
  readonly namespace?: string | undefined
}

/** NetworkPolicies: what they isolate, and who may reach whom. */
@Injectable()
export class PoliciesService {
  /** @throws NamescopeError of the moment or the cursor */
  async page(views: Views, { namespace, ...wish }: PolicyWish, scope: Scope): Promise<PolicyPage> {
    const view = await viewOfPage(views, wish)
    const page = pagePolicies(view, scope, { ...wish, namespace })
    if (page.hasNextPage) views.keep(view)
    return page
  }

  /** @throws NamescopeError as `askVerdict` */
  verdict(view: ClusterView, request: VerdictRequest, scope: Scope): PolicyVerdict {
    return askVerdict(view, scope, request)
  }
}
