export { clusterFirst, type PodDns } from './cluster-first.js'
export { resolvConfText, type ResolvConf } from './resolv-conf.js'
export { searchWalk } from './search-walk.js'
