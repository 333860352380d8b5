/** How many TCP connections may be open, over all addresses together. */
export interface ConnectionLimits {
  readonly inAll: number
  readonly perClient: number
}

export const DEFAULT_LIMITS: ConnectionLimits = { inAll: 4096, perClient: 256 }

/** Something that can be closed for the sake of others. */
export interface Idle {
  /** When its time is over, in milliseconds; `undefined` while it owes or is owed something. */
  readonly idleUntil: number | undefined
  destroy(): void
}

/**
 * The open connections of a server. Beyond the limit of one client the next one is refused; beyond the limit in all the one that
 * has been idle longest makes room (RFC 7766, section 6.2.3), so that idle connections keep nobody out.
 */
export class ConnectionCounts<T extends Idle> {
  readonly #open = new Map<T, string>()
  readonly #perClient = new Map<string, number>()

  constructor(private readonly limits: ConnectionLimits) {}

  /** Whether one more connection of this client may be opened now. */
  makeRoom(client: string): boolean {
    if ((this.#perClient.get(client) ?? 0) >= this.limits.perClient) return false
    if (this.#open.size < this.limits.inAll) return true
    const idle = this.#longestIdle()
    if (idle === undefined) return false
    this.remove(idle)
    idle.destroy()
    return true
  }

  add(connection: T, client: string): void {
    this.#open.set(connection, client)
    this.#perClient.set(client, (this.#perClient.get(client) ?? 0) + 1)
  }

  /** May be called again for one that is gone already. */
  remove(connection: T): void {
    const client = this.#open.get(connection)
    if (client === undefined) return
    this.#open.delete(connection)
    const left = (this.#perClient.get(client) ?? 0) - 1
    if (left > 0) this.#perClient.set(client, left)
    else this.#perClient.delete(client)
  }

  #longestIdle(): T | undefined {
    let found: T | undefined
    let least = Number.POSITIVE_INFINITY
    for (const connection of this.#open.keys()) {
      const { idleUntil } = connection
      if (idleUntil === undefined || idleUntil >= least) continue
      least = idleUntil
      found = connection
    }
    return found
  }
}
