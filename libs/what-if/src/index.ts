export { proposedChanges, type ProposedChange } from './proposed-change.js'
export { whatIf, type ProposedObject, type WhatIf, type WhatIfReport } from './what-if.js'
