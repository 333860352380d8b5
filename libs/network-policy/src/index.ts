export { selects } from './label-selection.js'
export { directionsOf, isolatingPolicies, type Direction } from './policed-pods.js'
export { pagePolicies, type PolicyPage, type PolicyPageRequest } from './policy-page.js'
export type { PolicySummary, RuleSummary } from './policy-summary.js'
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
