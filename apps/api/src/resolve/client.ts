import { findObject, isVisible, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { canonicalAddress } from '#libs/ip-address'
import { ANYONE, type Client } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'

const POD = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-a-z0-9.]*)$/

/**
 * Who asks, as `from` says it: a pod as `NAMESPACE/NAME`, or an address.
 * @throws NamescopeError `invalid-argument`; `forbidden` for a pod outside the scope, whether it exists or not;
 *   `object-not-found` for one that does not
 */
export function clientOf(view: ClusterView, from: string | undefined, scope: Scope): Client {
  if (from === undefined) return ANYONE.client
  const address = canonicalAddress(from)
  if (address !== undefined) return { kind: 'address', address }
  const [, namespace, name] = POD.exec(from) ?? []
  if (namespace === undefined || name === undefined) {
    throw new NamescopeError(
      'invalid-argument',
      `"${from}" is neither a pod, written NAMESPACE/NAME, nor an address.`,
      {
        field: 'from',
      },
    )
  }
  if (!isVisible(scope, namespace)) {
    throw new NamescopeError('forbidden', `Pod ${from} lies outside the namespaces that you may see.`, {
      field: 'from',
    })
  }
  if (findObject(view.state, { kind: 'Pod', namespace, name }) === undefined) {
    throw new NamescopeError('object-not-found', `There is no pod ${from} at this moment.`, { field: 'from' })
  }
  return { kind: 'pod', namespace, name }
}
