export { DEFAULT_RANGES, deriveCluster, type DeriveOptions } from './derive-cluster.js'
