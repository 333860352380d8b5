import { addressKey } from '#libs/ip-address'
import { importOf, serviceOf, type ClusterState, type EndpointSlice, type ObjectChange } from '#libs/cluster-model'
import type { RecordDelta } from '../cluster-view.js'
import type { Zone } from '../zone.js'
import { changedEndpoints, Focus, type FocusedGroup } from './focus.js'

/**
 * The groups of records that a commit can have changed: the Services it touched, all of a namespace that came, went, or changed
 * labels by which a Corefile selects, the pods, and the Services that share an address with a touched one (a reverse name leads to
 * the first of them). Changed settings touch everything.
 */
export function touchedGroups({ before, after, changes }: RecordDelta): Iterable<FocusedGroup> {
  const states = [before.state, after.state]
  const groups = new Groups()
  if (before.settings !== after.settings) {
    groups.addWhole('', '')
    for (const state of states) for (const namespace of state.namespaces.keys()) groups.addAll(state, namespace)
    return groups.list()
  }
  for (const change of changes) addChange(groups, states, after.zone, change)
  return groups.list()
}

function addChange(groups: Groups, states: readonly ClusterState[], zone: Zone, { before, after }: ObjectChange): void {
  const object = after ?? before
  if (object?.kind === 'Namespace') {
    // Labels count only for a Corefile that selects namespaces by them.
    const isSelecting = zone.stanzas.some((stanza) => stanza.plugin.namespaceLabels !== undefined)
    if (before !== undefined && after !== undefined && !isSelecting) return
    for (const state of states) groups.addAll(state, object.name)
  } else if (object?.kind === 'Service' || object?.kind === 'ServiceImport') {
    groups.addWhole(object.namespace, object.name)
    for (const service of [before, after]) {
      if (service?.kind === 'Service') groups.addUsers(states, service.clusterIPs)
    }
  } else if (object?.kind === 'EndpointSlice') {
    addSlice(groups, states, before as EndpointSlice | undefined, after as EndpointSlice | undefined)
  } else if (object?.kind === 'Pod') {
    const focus = groups.focusOf(object.namespace, '')
    for (const pod of [before, after]) {
      if (pod?.kind === 'Pod') for (const address of pod.podIPs ?? []) focus?.addAddress(address)
    }
  }
}

/** A slice without a Service gives no records. */
function addSlice(
  groups: Groups,
  states: readonly ClusterState[],
  before: EndpointSlice | undefined,
  after: EndpointSlice | undefined,
): void {
  const endpoints = changedEndpoints(before, after)
  for (const slice of [before, after]) {
    const owner = slice === undefined ? '' : (importOf(slice) ?? serviceOf(slice))
    const focus = slice === undefined || owner === '' ? undefined : groups.focusOf(slice.namespace, owner)
    for (const endpoint of endpoints) focus?.addEndpoint(endpoint)
  }
  groups.addUsers(
    states,
    endpoints.flatMap(({ addresses }) => addresses),
  )
}

class Groups {
  readonly #groups = new Map<string, FocusedGroup>()

  list(): Iterable<FocusedGroup> {
    return this.#groups.values()
  }

  addWhole(namespace: string, service: string): void {
    this.#groups.set(`${namespace}/${service}`, { namespace, service })
  }

  /** What is to be looked at in a group; `undefined` when that is all of it already. */
  focusOf(namespace: string, service: string): Focus | undefined {
    const key = `${namespace}/${service}`
    const known = this.#groups.get(key)
    if (known !== undefined) return known.focus
    const focus = new Focus()
    this.#groups.set(key, { namespace, service, focus })
    return focus
  }

  addAll(state: ClusterState, namespace: string): void {
    const inNamespace = state.namespaces.get(namespace)
    if (inNamespace === undefined) return
    this.addWhole(namespace, '')
    for (const service of inNamespace.services.keys()) this.addWhole(namespace, service)
    for (const service of inNamespace.imports.keys()) this.addWhole(namespace, service)
  }

  addUsers(states: readonly ClusterState[], addresses: readonly string[]): void {
    for (const address of addresses) {
      const key = addressKey(address)
      if (key === undefined) continue
      for (const state of states) {
        const use = state.addresses.get(key)
        for (const { namespace, name } of use?.services ?? []) this.focusOf(namespace, name)?.addAddress(address)
        for (const { namespace, service } of use?.slices ?? []) {
          if (service !== '') this.focusOf(namespace, service)?.addAddress(address)
        }
      }
    }
  }
}
