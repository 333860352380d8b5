import type { EndpointSlice } from '../objects/endpoint-slice.js'

/** discovery.k8s.io: the label that joins a slice to its Service. */
export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name'
/** multicluster.x-k8s.io: the label that joins a slice to its ServiceImport. */
export const IMPORT_NAME_LABEL = 'multicluster.kubernetes.io/service-name'
/** multicluster.x-k8s.io: the cluster that an imported slice comes from. */
export const SOURCE_CLUSTER_LABEL = 'multicluster.kubernetes.io/source-cluster'

/** The ServiceImport that a slice belongs to, or `undefined` for an ordinary slice. */
export function importOf(slice: EndpointSlice): string | undefined {
  return slice.labels?.[IMPORT_NAME_LABEL]
}

/** The Service that an ordinary slice belongs to; empty when its label is missing. */
export function serviceOf(slice: EndpointSlice): string {
  return slice.labels?.[SERVICE_NAME_LABEL] ?? ''
}
