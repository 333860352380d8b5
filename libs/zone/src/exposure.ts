import type { Selector } from '#libs/corefile'
import type { ClusterState, StringMap } from '#libs/cluster-model'
import type { Stanza } from './zone.js'

/** True when the namespace exists for the stanza: it is there, and `namespaces` and `namespace_labels` let it through. */
export function isExposed(state: ClusterState, stanza: Stanza, namespace: string): boolean {
  if (!isListed(stanza, namespace)) return false
  const object = state.namespaceObjects.get(namespace)
  return object !== undefined && matchesSelector(stanza.plugin.namespaceLabels, object.labels)
}

/** True when `namespaces` lets the namespace through, whether it exists or not. */
export function isListed({ plugin }: Stanza, namespace: string): boolean {
  return plugin.namespaces.length === 0 || plugin.namespaces.includes(namespace)
}

/** True when the stanza's `labels` option lets the object through; each object counts by its own labels. */
export function isSelected(stanza: Stanza, labels: StringMap | undefined): boolean {
  return matchesSelector(stanza.plugin.labels, labels)
}

/** kubectl's selector semantics: NotIn and DoesNotExist also match objects without the key. An absent selector matches all. */
export function matchesSelector(selector: Selector | undefined, labels: StringMap = {}): boolean {
  return (
    selector === undefined ||
    selector.requirements.every(({ key, operator, values }) => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value)
        case 'NotIn':
          return value === undefined || !values.includes(value)
        case 'Exists':
          return value !== undefined
        case 'DoesNotExist':
          return value === undefined
        case 'GreaterThan':
          return value !== undefined && Number(value) > Number(values[0])
        case 'LessThan':
          return value !== undefined && Number(value) < Number(values[0])
      }
    })
  )
}
