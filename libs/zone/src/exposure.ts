import type { Selector } from '#libs/corefile'
import type { ClusterState, StringMap } from '#libs/cluster-model'
import type { Stanza } from './zone.js'

/** True when the namespace exists for the stanza: it is there, and `namespaces` and `namespace_labels` let it through. */
export function isExposed(state: ClusterState, stanza: Stanza, namespace: string): boolean {
  const { namespaces, namespaceLabels } = stanza.plugin
  if (namespaces.length > 0 && !namespaces.includes(namespace)) return false
  const object = state.namespaceObjects.get(namespace)
  return object !== undefined && matchesSelector(namespaceLabels, object.labels)
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
