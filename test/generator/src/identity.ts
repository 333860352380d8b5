import { hashOf } from './random.js'
import { uidOf } from './names.js'

/** What objects are counted apart, so that no two kinds share a uid. */
const SPACES = {
  Namespace: 1,
  Node: 2,
  Service: 3,
  EndpointSlice: 4,
  Pod: 5,
  Workload: 6,
  ReplicaSet: 7,
  NetworkPolicy: 8,
  System: 9,
} as const

export type Space = keyof typeof SPACES

/** Every synthetic cluster starts on 1 January 2026. Whole seconds since 1970. */
export const CLUSTER_START = 1_767_225_600
const YOUNGEST = 200 * 24 * 3600

/** The uid and the creation time of the object with this index within its space. */
export function identityOf(seed: number, space: Space, index: number): { uid: string; createdAt: number } {
  return {
    uid: uidOf(seed, SPACES[space], index),
    createdAt: CLUSTER_START + (hashOf(seed, SPACES[space], index) % YOUNGEST),
  }
}
