import type { NamespaceState } from '#libs/cluster-model'
import { isMulticluster, type Stanza } from '../zone.js'
import type { Branch } from './branches.js'
import { surveyPods } from './pod-survey.js'
import { surveyServices } from './service-survey.js'
import type { Survey } from './survey.js'

type OfServices = WeakMap<NamespaceState['services'], WeakMap<NamespaceState['slices'], Survey>>

const ofPods = new WeakMap<Stanza, WeakMap<NamespaceState['pods'], Survey>>()
const ofServices = new WeakMap<Stanza, OfServices>()

/** The surveys of the groups that a branch reaches; nothing is known of imports. */
export function surveysOf({ stanza, origin, kinds }: Branch, inNamespace: NamespaceState): Survey[] {
  if (isMulticluster(stanza, origin)) return []
  return [
    ...(kinds.includes('pods') ? [podSurvey(stanza, inNamespace)] : []),
    ...(kinds.includes('services') ? [serviceSurvey(stanza, inNamespace)] : []),
  ]
}

/** The survey of a namespace's pods: worked out once for as long as no pod of the namespace changes. */
function podSurvey(stanza: Stanza, { pods }: NamespaceState): Survey {
  return memo(
    memo(ofPods, stanza, () => new WeakMap()),
    pods,
    () => surveyPods(stanza, pods),
  )
}

/** The survey of its Services: worked out once for as long as none of them, and no slice of the namespace, changes. */
function serviceSurvey(stanza: Stanza, { services, slices }: NamespaceState): Survey {
  const ofStanza: OfServices = memo(ofServices, stanza, () => new WeakMap())
  const ofSame: WeakMap<NamespaceState['slices'], Survey> = memo(ofStanza, services, () => new WeakMap())
  return memo(ofSame, slices, () => surveyServices(stanza, services, slices))
}

function memo<K extends WeakKey, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  let value = known.get(key)
  if (value === undefined) known.set(key, (value = make()))
  return value
}
