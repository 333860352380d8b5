import type { ForwardPlugin } from '#libs/corefile'

/** The order in which upstreams are tried for one question (CoreDNS plugin/forward/policy.go). */
export class Policy {
  #turn = 0

  constructor(
    private readonly policy: ForwardPlugin['policy'],
    private readonly randomBelow: (limit: number) => number,
  ) {}

  order<T>(upstreams: readonly T[]): readonly T[] {
    if (upstreams.length < 2) return upstreams
    switch (this.policy) {
      case 'sequential':
        return upstreams
      case 'round_robin':
        return this.#nextFirst(upstreams)
      case 'random':
        return this.#shuffled(upstreams)
    }
  }

  /** The one whose turn it is, then the others in the file's order. */
  #nextFirst<T>(upstreams: readonly T[]): readonly T[] {
    this.#turn = (this.#turn + 1) % upstreams.length
    const first = upstreams[this.#turn] as T
    return [first, ...upstreams.filter((each) => each !== first)]
  }

  #shuffled<T>(upstreams: readonly T[]): readonly T[] {
    const order = [...upstreams]
    for (let last = order.length - 1; last > 0; last--) {
      const pick = this.randomBelow(last + 1)
      const moved = order[last] as T
      order[last] = order[pick] as T
      order[pick] = moved
    }
    return order
  }
}
