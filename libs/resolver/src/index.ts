export { answerInScope } from './answer-in-scope.js'
export { answerQuestion } from './answer-question.js'
export { answerPart } from './answer-part.js'
export {
  resolveName,
  settleResolution,
  type Resolution,
  type ResolutionStep,
  type ResolveOptions,
} from './resolve-name.js'
export { zoneTransfer, type ZoneTransfer } from './zone-transfer.js'
export { serverBlockFor } from './chosen-block.js'
export { servedZones, zoneFile, type ServedZone } from './zone-file.js'
export { keepingOf, type Keeping } from './plugins/cache-rules.js'
export { settle, type Reply, type Step, type UpstreamMessage } from './step.js'
export { ANYONE, type Client, type MessageFacts, type Vantage } from './vantage.js'
