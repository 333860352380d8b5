import type { AddressFamily, AddressKey } from '#libs/ip-address'
import { AddressColumnDraft, type AddressColumn } from './address-column.js'

/**
 * What some groups of a namespace give under one stanza, told without making a record: by it records are counted and addresses
 * found.
 */
export interface Survey {
  /** The names of the groups, in order. */
  readonly groups: readonly string[]
  readonly addresses: Readonly<Record<AddressFamily, AddressColumn>>
  /** CNAME and SRV records in one zone of names, by the places of the groups. */
  readonly cname: Uint8Array
  readonly srv: Uint32Array
  /** The places of groups that are too odd to be told of: one address under two names, ports that differ by slice. */
  readonly irregular: ReadonlySet<number>
}

/** A survey in the making: group by group. */
export class SurveyDraft {
  readonly #v4 = new AddressColumnDraft(1)
  readonly #v6 = new AddressColumnDraft(4)
  readonly #irregular = new Set<number>()
  readonly #cname: Uint8Array
  readonly #srv: Uint32Array

  constructor(private readonly groups: readonly string[]) {
    this.#cname = new Uint8Array(groups.length)
    this.#srv = new Uint32Array(groups.length)
  }

  /** An address with the number of A or AAAA records (in one zone of names) and of PTR records that it has in a group. */
  addAddress(group: number, key: AddressKey, forward: number, reverse: number): void {
    const column = typeof key === 'number' ? this.#v4 : this.#v6
    column.add(key, group, forward, reverse)
  }

  setCname(group: number): void {
    this.#cname[group] = 1
  }

  setSrv(group: number, count: number): void {
    this.#srv[group] = count
  }

  setIrregular(group: number): void {
    this.#irregular.add(group)
  }

  finish(): Survey {
    return {
      groups: this.groups,
      addresses: { IPv4: this.#v4.finish(), IPv6: this.#v6.finish() },
      cname: this.#cname,
      srv: this.#srv,
      irregular: this.#irregular,
    }
  }
}
