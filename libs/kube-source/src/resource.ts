import { KINDS, type Kind } from '#libs/cluster-model'

/** A collection of objects to follow: all of one kind, or one named object. */
export interface Resource {
  readonly kind: Kind
  /** The version that the server has: `v1`, `apps/v1`. */
  readonly apiVersion: string
  /** Follows this object alone. */
  readonly only?: { readonly namespace: string; readonly name: string }
}

/** For people: `endpointslices`, `configmaps kube-system/coredns`. */
export function resourceText({ kind, only }: Resource): string {
  const { resource } = KINDS[kind]
  return only === undefined ? resource : `${resource} ${only.namespace}/${only.name}`
}

/** The path of the collection, with its query. */
export function resourcePath({ kind, apiVersion, only }: Resource, query: Readonly<Record<string, string>>): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const within = only === undefined ? '' : `/namespaces/${only.namespace}`
  const parameters = new URLSearchParams(query)
  if (only !== undefined) parameters.set('fieldSelector', `metadata.name=${only.name}`)
  return `${root}${within}/${KINDS[kind].resource}?${parameters.toString()}`
}
