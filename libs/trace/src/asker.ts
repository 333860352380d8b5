import { isVisible, type Pod, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { canonicalAddress } from '#libs/ip-address'
import type { ClusterView } from '#libs/zone'

/** Who looks a name up: a pod, any pod of a namespace, or an address. Only the first two have a search list. */
export type Asker =
  | { readonly kind: 'pod'; readonly namespace: string; readonly pod: string }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'address'; readonly address: string }

const FORM = /^([a-z0-9][-a-z0-9]*)(?:\/([a-z0-9][-a-z0-9.]*))?$/

/**
 * Reads `NAMESPACE/POD`, `NAMESPACE` or an address.
 * @throws NamescopeError `invalid-argument`
 */
export function parseAsker(text: string): Asker {
  const address = canonicalAddress(text)
  if (address !== undefined) return { kind: 'address', address }
  const [, namespace, pod] = FORM.exec(text) ?? []
  if (namespace === undefined) {
    const message = `"${text}" is nobody who could ask; name a pod as NAMESPACE/POD, a namespace, or an address.`
    throw new NamescopeError('invalid-argument', message, { field: 'from' })
  }
  return pod === undefined ? { kind: 'namespace', namespace } : { kind: 'pod', namespace, pod }
}

/**
 * The pod that asks; `undefined` for a namespace.
 * @throws NamescopeError `forbidden` for one outside the scope, whether it exists or not; `object-not-found`
 */
export function findAsker(
  view: ClusterView,
  asker: Exclude<Asker, { kind: 'address' }>,
  scope: Scope,
): Pod | undefined {
  const { namespace } = asker
  if (!isVisible(scope, namespace)) {
    const message = `Namespace ${namespace} lies outside the namespaces that you may see.`
    throw new NamescopeError('forbidden', message, { field: 'from' })
  }
  if (!view.state.namespaceObjects.has(namespace)) {
    throw new NamescopeError('object-not-found', `There is no namespace ${namespace} at this moment.`, {
      field: 'from',
    })
  }
  if (asker.kind === 'namespace') return undefined
  const pod = view.state.namespaces.get(namespace)?.pods.get(asker.pod)
  if (pod !== undefined) return pod
  throw new NamescopeError('object-not-found', `There is no pod ${namespace}/${asker.pod} at this moment.`, {
    field: 'from',
  })
}
