import type { NamespaceState } from '#libs/cluster-model'
import { sortedKeys } from './sorted-keys.js'

const groups = new WeakMap<NamespaceState, readonly string[]>()

/** The groups of a namespace in order: the empty name for its pods, then Services and ServiceImports by name. Worked out once. */
export function groupNames(inNamespace: NamespaceState): readonly string[] {
  let names = groups.get(inNamespace)
  if (names === undefined) {
    const pods = inNamespace.pods.size > 0 ? [''] : []
    const services = sortedKeys(inNamespace.services)
    const imports = [...inNamespace.imports.keys()].filter((name) => !inNamespace.services.has(name))
    names = imports.length === 0 ? [...pods, ...services] : [...pods, ...[...services, ...imports].toSorted()]
    groups.set(inNamespace, names)
  }
  return names
}
