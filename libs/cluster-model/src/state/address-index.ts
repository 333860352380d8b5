import type { ObjectKey } from '../commit.js'

/**
 * Who uses one address. Names instead of objects, so that a change of one endpoint leaves the entries of its neighbours alone.
 * Lists are short: an address is a cluster IP of one Service, an endpoint of the Services that select one pod.
 */
export interface AddressUse {
  /** Services with this cluster IP. ServiceImports have no reverse names and so stand in no entry. */
  readonly services: readonly AddressUser[]
  /** Slices with an endpoint of this address, ready or not. */
  readonly slices: readonly SliceUser[]
  /** Pods with this address in status.podIPs. Host-network pods share their node's. */
  readonly pods: readonly AddressUser[]
}

export type AddressUser = Pick<ObjectKey, 'namespace' | 'name'>

export interface SliceUser extends AddressUser {
  /** The Service that the slice belongs to; empty for a slice without one. */
  readonly service: string
  /** True for slices of a ServiceImport. */
  readonly imported?: true
}

export const UNUSED: AddressUse = { services: [], slices: [], pods: [] }

/** True when nobody uses the address any more, and its entry can go. */
export function isUnused(use: AddressUse): boolean {
  return use.services.length === 0 && use.slices.length === 0 && use.pods.length === 0
}

const onlyUses = new WeakMap<SliceUser, AddressUse>()

/**
 * The same use, as one object for all addresses that one slice alone has: in a large cluster those are nearly all addresses, and the
 * endpoints of a slice then cost nothing here.
 */
export function sharedUse(use: AddressUse): AddressUse {
  const [slice, ...others] = use.slices
  if (slice === undefined || others.length > 0 || use.services.length > 0 || use.pods.length > 0) return use
  const known = onlyUses.get(slice)
  if (known === undefined) onlyUses.set(slice, use)
  return known ?? use
}

/** The list with the user added, once. */
export function withUser<U extends AddressUser>(users: readonly U[], user: U): readonly U[] {
  return users.some((other) => sameUser(other, user)) ? users : [...users, user]
}

/** The list without the user. */
export function withoutUser<U extends AddressUser>(users: readonly U[], user: U): readonly U[] {
  return users.filter((other) => !sameUser(other, user))
}

function sameUser(a: AddressUser, b: AddressUser): boolean {
  return a.name === b.name && a.namespace === b.namespace
}
