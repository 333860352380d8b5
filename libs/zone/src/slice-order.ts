import type { EndpointSlice, SlicesByName } from '#libs/cluster-model'

const ordered = new WeakMap<SlicesByName, readonly EndpointSlice[]>()

/** The slices in the order of their names: the canonical order of everything that is answered from them. Worked out once a map. */
export function inNameOrder(slices: SlicesByName): readonly EndpointSlice[] {
  let list = ordered.get(slices)
  if (list === undefined) {
    list = [...slices.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
    ordered.set(slices, list)
  }
  return list
}
