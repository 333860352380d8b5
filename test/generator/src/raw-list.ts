import { KINDS } from '#libs/cluster-model'
import type { LoadCluster, SyntheticKind, SyntheticObject } from './load-cluster.js'
import { rawObject, type RawObject } from './raw-object.js'

/** One page of a list, as the Kubernetes API answers `?limit=500`: items carry neither kind nor apiVersion. */
export interface RawList {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
  readonly items: readonly RawObject[]
}

/** What the API server gives a client that asks for no other size. */
const PAGE = 500
const FIRST_RESOURCE_VERSION = 1000

/** One kind of a synthetic cluster as pages of the Kubernetes API; each is made when it is asked for. */
export function* rawPages(
  cluster: LoadCluster,
  kind: SyntheticKind,
  { padded = false, size = PAGE }: { readonly padded?: boolean; readonly size?: number } = {},
): Generator<RawList> {
  let items: RawObject[] = []
  let count = 0
  for (const object of cluster.objectsOf(kind)) {
    if (items.length === size) {
      yield listOf(kind, items, `after-${count}`)
      items = []
    }
    items.push(listItem(object, padded, FIRST_RESOURCE_VERSION + count++))
  }
  yield listOf(kind, items)
}

function listItem(object: SyntheticObject, padded: boolean, resourceVersion: number): RawObject {
  const { apiVersion: _, kind: __, ...item } = rawObject(object, { padded, resourceVersion })
  return item
}

function listOf(kind: SyntheticKind, items: readonly RawObject[], next?: string): RawList {
  const { group, versions } = KINDS[kind]
  return {
    apiVersion: group === '' ? `${versions[0]}` : `${group}/${versions[0]}`,
    kind: `${kind}List`,
    metadata: { resourceVersion: String(FIRST_RESOURCE_VERSION), ...(next === undefined ? {} : { continue: next }) },
    items,
  }
}
