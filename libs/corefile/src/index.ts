export type * from './plugin-settings.js'
export type * from './rewrite-settings.js'
export type * from './settings.js'
export { defaultCorefile } from './default-corefile.js'
export { parseLabelSelector, type ParsedSelector, type SelectorSyntaxError } from './label-selector.js'
export { pluginOrder } from './plugin-order.js'
export type { Problem, ProblemCode } from './problem.js'
export { readCorefile, type CorefileOptions, type CorefileResult } from './read-corefile.js'
export {
  corefileReferences,
  type CorefileReferences,
  type EnvironmentReference,
  type ReferenceOptions,
} from './references.js'
export { redactCorefile } from './secrets.js'
export { NEWEST_VERSION, parseCoreDnsVersion, versionAtLeast } from './version.js'
export { parseResourceRecord } from './zone-file/zone-file.js'
export { secretDigest, withoutSecrets } from './without-secrets.js'
