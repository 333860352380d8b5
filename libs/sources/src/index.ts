export { readCorefileFolder, type CorefileFolder } from './corefile-folder.js'
export { dnsOptionsChange, readDnsOptions } from './dns-options.js'
export { clusterName, sourceOf, type SourceWorld } from './source-of.js'
