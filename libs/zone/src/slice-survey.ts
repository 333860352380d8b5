import type { EndpointSlice } from '#libs/cluster-model'
import { isReady } from './endpoint-names.js'

/**
 * What is asked of a slice time and again while others of its Service change: worked out once a slice, in a few bytes an endpoint.
 * A Service of 5,000 endpoints has 50 slices or more, and an update of one endpoint replaces one of them.
 */
interface SliceSurvey {
  /** Addresses of ready endpoints, repeats counted. */
  readonly readyAddresses: number
  /** The hostnames and pod names of its endpoints. */
  readonly names: ReadonlySet<string>
}

const surveys = new WeakMap<EndpointSlice, SliceSurvey>()

/** How many addresses its ready endpoints have. */
export function countReadyAddresses(slice: EndpointSlice): number {
  return surveyOf(slice).readyAddresses
}

/** True when an endpoint of the slice has one of these names as its hostname, or as its pod's. */
export function hasAnyName(slice: EndpointSlice, names: Iterable<string>): boolean {
  const { names: own } = surveyOf(slice)
  for (const name of names) if (own.has(name)) return true
  return false
}

function surveyOf(slice: EndpointSlice): SliceSurvey {
  let survey = surveys.get(slice)
  if (survey === undefined) {
    let readyAddresses = 0
    const names = new Set<string>()
    for (const endpoint of slice.endpoints) {
      if (isReady(endpoint)) readyAddresses += endpoint.addresses.length
      if (endpoint.hostname !== undefined) names.add(endpoint.hostname)
      if (endpoint.target !== undefined) names.add(endpoint.target.name)
    }
    survey = { readyAddresses, names }
    surveys.set(slice, survey)
  }
  return survey
}
