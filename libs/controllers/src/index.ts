export { deriveCluster, type DeriveOptions } from './derive-cluster.js'
