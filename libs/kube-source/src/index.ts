export {
  kubernetesSource,
  FOLLOWED_KINDS,
  type KubernetesSource,
  type KubernetesSourceOptions,
} from './kubernetes-source.js'
export type { ApiConnection, Credential, Credentials } from './connection.js'
export type { ApiTraffic } from './api-client.js'
export { findConnection, type FindOptions } from './find-connection.js'
