import type { LabelRequirement, LabelSelector } from '../objects/metadata.js'
import type { FieldReader } from './field-reader.js'
import { nonEmpty, present } from './present.js'

/** metav1.LabelSelector; `undefined` when the field is absent, which is not the same as an empty one. */
export function readSelector(owner: FieldReader, field: string): LabelSelector | undefined {
  const selector = owner.object(field)
  if (selector === undefined) return undefined
  return present({
    matchLabels: selector.stringMap('matchLabels'),
    matchExpressions: nonEmpty(selector.objects('matchExpressions').map(readRequirement)),
  })
}

function readRequirement(requirement: FieldReader): LabelRequirement {
  const operator = requirement.choice('operator', ['In', 'NotIn', 'Exists', 'DoesNotExist'])
  if (operator === undefined) return requirement.fail('operator', 'is missing')
  const values = requirement.texts('values')
  const takesValues = operator === 'In' || operator === 'NotIn'
  if (takesValues && values === undefined)
    requirement.fail('values', `is missing: ${operator} needs at least one value`)
  return present({ key: requirement.requiredText('key'), operator, values: takesValues ? values : undefined })
}
