import { addressKey, type AddressKey } from '#libs/ip-address'
import type { NamespaceState } from '#libs/cluster-model'
import { dashedAddress } from '../endpoint-names.js'
import { isWatched, knownAddresses } from '../pod-names.js'
import type { Stanza } from '../zone.js'
import { SurveyDraft, type Survey } from './survey.js'

/** The survey of a namespace's pods, all one group: pods that share an address share its name. */
export function surveyPods(stanza: Stanza, pods: NamespaceState['pods']): Survey {
  const draft = new SurveyDraft([''])
  const names = new Set<AddressKey>()
  for (const pod of pods.values()) {
    if (!isWatched(pod, stanza)) continue
    for (const address of knownAddresses(pod, stanza)) {
      const key = addressKey(address)
      if (key === undefined) continue
      // One IPv6 address may be written in two ways: then it has two names.
      const name = typeof key === 'number' ? key : dashedAddress(address, true)
      if (names.has(name)) continue
      names.add(name)
      draft.addAddress(0, key, 1, 0)
    }
  }
  return draft.finish()
}
