import { NamescopeError } from '#libs/errors'
import type { ApiClient } from './api-client.js'
import { ApiFailure } from './api-failure.js'

/** The namespace whose uid stands for the cluster: it is made with the cluster and cannot be deleted. */
export const IDENTITY_NAMESPACE = 'kube-system'

/** Watches over it that the server behind the address is still that of the same cluster. */
export class ClusterIdentity {
  #isInDoubt = true

  constructor(
    private readonly client: ApiClient,
    /** The uid that the state knows; absent before the first list. */
    private readonly known: () => string | undefined,
  ) {}

  /** The connection was lost: another cluster may answer next. */
  doubt(): void {
    this.#isInDoubt = true
  }

  /**
   * @throws NamescopeError `cluster-mismatch` when another cluster answers
   * @throws ApiFailure when it can't be asked; a server that does not let us is trusted
   */
  async check(signal: AbortSignal): Promise<void> {
    const known = this.known()
    if (!this.#isInDoubt || known === undefined) return
    const uid = await this.#uid(signal)
    if (uid !== undefined && uid !== known) {
      const message =
        `Another cluster answers at this address: its ${IDENTITY_NAMESPACE} has the uid ${uid}, not ${known}. ` +
        'Nothing of it was taken in. Give it a name of its own (--source NAME=kubernetes) or a database of its own.'
      throw new NamescopeError('cluster-mismatch', message)
    }
    this.#isInDoubt = false
  }

  async #uid(signal: AbortSignal): Promise<string | undefined> {
    try {
      const namespace = await this.client.json(`/api/v1/namespaces/${IDENTITY_NAMESPACE}`, signal)
      return (namespace as { readonly metadata?: { readonly uid?: string } }).metadata?.uid
    } catch (error) {
      if (error instanceof ApiFailure && error.isRefusal) return undefined
      throw error
    }
  }
}
