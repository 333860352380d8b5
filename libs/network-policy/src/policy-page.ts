import { isVisible, PageCursors, type NetworkPolicy, type Scope } from '#libs/cluster-model'
import { policiesOf } from './policed-pods.js'
import { summaryOf, type PolicySummary } from './policy-summary.js'
import { pinOf, type PolicyPin, type PolicyView } from './policy-view.js'
import { missingKind } from './verdict.js'

/** One page of policies, by namespace and name, pinned to a revision. JSON-able. */
export interface PolicyPage extends PolicyPin {
  readonly policies: readonly PolicySummary[]
  /** Where each policy stands: as many as policies. */
  readonly cursors: readonly string[]
  readonly endCursor?: string
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  /** The kind of object that is not known completely, so that the list may not be either. */
  readonly missing?: string
}

export interface PolicyPageRequest {
  /** Only the policies of this namespace. */
  readonly namespace?: string | undefined
  /** 1 or more. */
  readonly first: number
  /** A cursor of an earlier page. */
  readonly after?: string | undefined
}

type PolicyPlace = readonly [namespace: string, name: string]

/**
 * The policies that the caller may see, after a cursor. The view must be the one that the cursor is pinned to. Only the policies of
 * the page are held against the cluster's pods.
 * @throws NamescopeError `invalid-cursor` for a text that is no cursor, or one of another list
 */
export function pagePolicies(
  view: PolicyView,
  scope: Scope,
  { namespace, first, after }: PolicyPageRequest,
): PolicyPage {
  const places = new PageCursors<PolicyPlace>(view.revision, scope, 2)
  const start = after === undefined ? undefined : places.placeOf(after)
  const found: NetworkPolicy[] = []
  for (const policy of policiesAfter(view, scope, namespace, start)) {
    found.push(policy)
    if (found.length > first) break
  }
  const shown = found.slice(0, first)
  const cursors = shown.map((policy) => places.at([policy.namespace, policy.name]))
  const endCursor = cursors.at(-1)
  const missing = missingKind(view.coverage)
  return {
    ...pinOf(view),
    policies: shown.map((policy) => summaryOf(view.state, policy, scope)),
    cursors,
    ...(endCursor === undefined ? undefined : { endCursor }),
    hasNextPage: found.length > first,
    hasPreviousPage: start !== undefined,
    ...(missing === undefined ? undefined : { missing }),
  }
}

function* policiesAfter(
  { state }: PolicyView,
  scope: Scope,
  wanted: string | undefined,
  start: PolicyPlace = ['', ''],
): Generator<NetworkPolicy> {
  const namespaces = wanted === undefined ? [...state.namespaces.keys()].toSorted() : [wanted]
  for (const namespace of namespaces) {
    if (namespace < start[0] || !isVisible(scope, namespace)) continue
    for (const policy of policiesOf(state, namespace)) {
      if (namespace > start[0] || policy.name > start[1]) yield policy
    }
  }
}
