import { addressKey } from '#libs/ip-address'
import { importOf, serviceOf, type ClusterState, type ObjectChange, type SlimObject } from '#libs/cluster-model'
import type { RecordDelta } from '../cluster-view.js'
import type { Candidate } from './candidates.js'

/**
 * The groups of records that a commit can have changed: the Services it touched, all of a namespace whose labels or existence
 * changed, the pods, and the Services that share an address with a touched one (a reverse name leads to the first of them).
 * Changed settings touch everything.
 */
export function touchedGroups({ before, after, changes }: RecordDelta): Iterable<Candidate> {
  const groups = new Groups()
  if (before.settings !== after.settings) {
    groups.add('', '')
    for (const { state } of [before, after])
      for (const namespace of state.namespaces.keys()) groups.addAll(state, namespace)
    return groups.list()
  }
  for (const change of changes) {
    for (const object of [change.before, change.after]) {
      if (object?.kind === 'Namespace') {
        for (const { state } of [before, after]) groups.addAll(state, object.name)
      } else if (object !== undefined) groups.addObject(object)
    }
    for (const address of changedAddresses(change)) {
      for (const { state } of [before, after]) groups.addUsers(state, address)
    }
  }
  return groups.list()
}

class Groups {
  readonly #groups = new Map<string, Candidate>()

  list(): Iterable<Candidate> {
    return this.#groups.values()
  }

  add(namespace: string, service: string): void {
    this.#groups.set(`${namespace}/${service}`, { namespace, service })
  }

  addObject(object: SlimObject): void {
    if (object.kind === 'Service' || object.kind === 'ServiceImport') this.add(object.namespace, object.name)
    else if (object.kind === 'EndpointSlice') this.add(object.namespace, importOf(object) ?? serviceOf(object))
    else if (object.kind === 'Pod') this.add(object.namespace, '')
  }

  addAll(state: ClusterState, namespace: string): void {
    const inNamespace = state.namespaces.get(namespace)
    if (inNamespace === undefined) return
    this.add(namespace, '')
    for (const service of inNamespace.services.keys()) this.add(namespace, service)
    for (const service of inNamespace.imports.keys()) this.add(namespace, service)
  }

  addUsers(state: ClusterState, address: string): void {
    const key = addressKey(address)
    const use = key === undefined ? undefined : state.addresses.get(key)
    for (const { namespace, name } of use?.services ?? []) this.add(namespace, name)
    for (const { namespace, service } of use?.slices ?? []) this.add(namespace, service)
  }
}

/** Addresses that came or went: those that stay lead where they led. */
function changedAddresses({ before, after }: ObjectChange): string[] {
  const old = new Set(addressesOf(before))
  const now = new Set(addressesOf(after))
  return [...old].filter((address) => !now.has(address)).concat([...now].filter((address) => !old.has(address)))
}

function addressesOf(object: SlimObject | undefined): readonly string[] {
  if (object?.kind === 'Service') return object.clusterIPs
  if (object?.kind !== 'EndpointSlice') return []
  return object.endpoints.filter(({ ready }) => ready !== false).flatMap(({ addresses }) => addresses)
}
