import type { LabelSelector, NamespaceState, Pod, StringMap } from '#libs/cluster-model'
import { selects } from './label-selection.js'
import { isPoliced } from './policed-pods.js'

type Pods = NamespaceState['pods']

const NO_LABELS: StringMap = {}
const EVERYTHING: LabelSelector = {}

const groups = new WeakMap<Pods, ReadonlyMap<StringMap, readonly Pod[]>>()

/**
 * The pods of a namespace that policies are about, by their labels: pods of one template share one map of labels, so that a
 * selector is held against each template once and not against each pod. Worked out once for the same pods.
 */
function byLabels(pods: Pods): ReadonlyMap<StringMap, readonly Pod[]> {
  let found = groups.get(pods) as Map<StringMap, Pod[]> | undefined
  if (found !== undefined) return found
  found = new Map()
  for (const pod of pods.values()) {
    if (!isPoliced(pod)) continue
    const labels = pod.labels ?? NO_LABELS
    const alike = found.get(labels)
    if (alike === undefined) found.set(labels, [pod])
    else alike.push(pod)
  }
  groups.set(pods, found)
  return found
}

/** The pods that policies are about and that any of the selectors selects, in no particular order; an absent one selects all. */
export function selectedGroups(
  pods: Pods | undefined,
  selectors: readonly (LabelSelector | undefined)[],
): readonly (readonly Pod[])[] {
  if (pods === undefined || selectors.length === 0) return []
  return [...byLabels(pods)]
    .filter(([labels]) => selectors.some((selector = EVERYTHING) => selects(selector, labels)))
    .map(([, alike]) => alike)
}
