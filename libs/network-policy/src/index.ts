export { selects } from './label-selection.js'
export { directionsOf, isolatingPolicies, type Direction } from './policed-pods.js'
export { listPolicies, policyList, type PolicyList, type PolicySummary, type RuleSummary } from './policy-list.js'
export type { PolicyView } from './policy-view.js'
export type { Destination, End } from './rule-match.js'
export {
  connectionVerdict,
  type ConnectionVerdict,
  type DecidingRule,
  type DirectionVerdict,
  type Verdict,
} from './verdict.js'
export { askVerdict, type PolicyVerdict, type VerdictRequest } from './verdict-request.js'
