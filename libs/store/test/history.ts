import {
  applyChanges,
  changeTo,
  EMPTY_STATE,
  keyOf,
  type ClusterState,
  type Commit,
  type EndpointSlice,
  type Observation,
  type ObjectChange,
  type Pod,
  type Revision,
  type SlimObject,
} from '#libs/cluster-model'

/** When tests begin: 1 January 2026. */
export const NOW = Date.UTC(2026, 0, 1)

/** Makes commits that follow each other, and keeps the state that they lead to. */
export class History {
  #number: number

  /**
   * @param base the revision before the first commit: what `beginEpoch` gave
   * @param state where it begins
   */
  constructor(
    private readonly base: Revision,
    public state: ClusterState = EMPTY_STATE,
  ) {
    this.#number = base.number
  }

  get number(): number {
    return this.#number
  }

  /** The next commit: these objects as given, observed a second after the one before. */
  commit(objects: readonly SlimObject[], facts: Partial<Observation> = {}): Commit {
    const changes: ObjectChange[] = []
    for (const object of objects) {
      const change = changeTo(this.state, keyOf(object), object, { resourceVersion: '1000' })
      if (change !== undefined) changes.push(change)
    }
    this.state = applyChanges(this.state, changes)
    this.#number++
    return {
      kind: 'changes',
      observedAt: NOW + this.#number * 1000,
      serialsBefore: { cluster: this.#number, multicluster: 0, external: 0 },
      ...facts,
      revision: { ...this.base, number: this.#number },
      changes,
    }
  }

  /** So many commits, each with a new pod and a slice that has it as one more endpoint. */
  rollout(count: number): Commit[] {
    return Array.from({ length: count }, () => {
      const i = this.#number + 1
      return this.commit([podOf(i), sliceOf(i)])
    })
  }
}

export function podOf(i: number, fields: Partial<Pod> = {}): Pod {
  const name = `web-${i}`
  return { kind: 'Pod', namespace: 'shop', name, labels: { app: 'web' }, spec: {}, podIPs: [address(i)], ...fields }
}

/** With an endpoint for each of the pods 1 to `pods`. */
export function sliceOf(pods: number): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    namespace: 'shop',
    name: 'web-abcde',
    labels: { 'kubernetes.io/service-name': 'web' },
    addressType: 'IPv4',
    endpoints: Array.from({ length: pods }, (_, i) => ({ addresses: [address(i + 1)] })),
  }
}

function address(i: number): string {
  return `10.1.${i >> 8}.${i & 255}`
}
