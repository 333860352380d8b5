import type { AddressKey, Network } from '#libs/ip-address'
import type { ClusterState, NamespaceState } from '#libs/cluster-model'
import { isWildcard } from '../label-match.js'
import { isHeadless } from '../look-up.js'
import { isMulticluster } from '../zone.js'
import { fewKeys, rangeOf } from './address-range.js'
import type { Branch } from './branches.js'
import { surveysOf } from './surveys.js'

/** The groups of a namespace that hold addresses of a range, with these addresses; without them where that is not told. */
export type Users = ReadonlyMap<string, readonly AddressKey[] | undefined>

type UsersByNamespace = ReadonlyMap<string, Map<string, AddressKey[]>>

/** Finds who holds the addresses that a branch is limited to: few ones by looking each up, many in the namespaces' surveys. */
export class AddressedGroups {
  readonly #few = new Map<Network, UsersByNamespace | undefined>()

  constructor(private readonly state: ClusterState) {}

  /** `undefined` for a branch without a range. */
  in(branch: Branch, namespace: string): Users | undefined {
    if (branch.network === undefined) return undefined
    const inNamespace = this.state.namespaces.get(namespace) as NamespaceState
    const few = this.#usersOfFew(branch.network)
    const users = few === undefined ? surveyed(branch, inNamespace, branch.network) : new Map(few.get(namespace))
    for (const name of opaqueGroups(branch, inNamespace)) users.set(name, undefined)
    return users
  }

  #usersOfFew(network: Network): UsersByNamespace | undefined {
    if (!this.#few.has(network)) this.#few.set(network, usersOfFew(this.state, network))
    return this.#few.get(network)
  }
}

/** Groups whose addresses stand elsewhere: those of imports are in no index, and the wildcards of old versions mean any Service. */
export function opaqueGroups({ stanza, origin }: Branch, { services, imports }: NamespaceState): readonly string[] {
  return [
    ...(isMulticluster(stanza, origin) ? imports.keys() : []),
    ...['*', 'any'].filter((name) => isWildcard(name, stanza) && services.has(name)),
  ]
}

function usersOfFew(state: ClusterState, network: Network): UsersByNamespace | undefined {
  const byNamespace = new Map<string, Map<string, AddressKey[]>>()
  const keys = fewKeys(network)
  for (const key of keys ?? []) {
    const use = state.addresses.get(key)
    for (const { namespace } of use?.pods ?? []) add(byNamespace, namespace, '', key)
    for (const { namespace, name } of use?.services ?? []) add(byNamespace, namespace, name, key)
    for (const { namespace, service: name } of use?.slices ?? []) {
      const service = state.namespaces.get(namespace)?.services.get(name)
      // The endpoints of a Service with a cluster IP are answered, not listed.
      if (service !== undefined && isHeadless(service)) add(byNamespace, namespace, name, key)
    }
  }
  return keys && byNamespace
}

function add(
  byNamespace: Map<string, Map<string, AddressKey[]>>,
  namespace: string,
  group: string,
  key: AddressKey,
): void {
  let users = byNamespace.get(namespace)
  if (users === undefined) byNamespace.set(namespace, (users = new Map()))
  const keys = users.get(group)
  if (keys === undefined) users.set(group, [key])
  else keys.push(key)
}

function surveyed(
  branch: Branch,
  inNamespace: NamespaceState,
  network: Network,
): Map<string, AddressKey[] | undefined> {
  const users = new Map<string, AddressKey[] | undefined>()
  for (const { groups, irregular, addresses } of surveysOf(branch, inNamespace)) {
    const column = addresses[network.family]
    column.forEachIn(rangeOf(network), (entry) => {
      const group = groups[column.groups[entry] as number] as string
      const keys = users.get(group)
      if (keys === undefined) users.set(group, [column.key(entry)])
      else keys.push(column.key(entry))
    })
    for (const group of irregular) users.set(groups[group] as string, undefined)
  }
  return users
}
