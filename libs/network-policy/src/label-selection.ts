import type { LabelRequirement, LabelSelector, StringMap } from '#libs/cluster-model'

/** True when the selector selects these labels (metav1.LabelSelector): all of both parts must hold; an empty one selects everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: StringMap = {}): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => valueOf(labels, key) === value) &&
    matchExpressions.every((requirement) => holds(requirement, labels))
  )
}

/** In and Exists need the key; NotIn and DoesNotExist also hold for objects without it. */
function holds({ key, operator, values = [] }: LabelRequirement, labels: StringMap): boolean {
  const value = valueOf(labels, key)
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}

function valueOf(labels: StringMap, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}
