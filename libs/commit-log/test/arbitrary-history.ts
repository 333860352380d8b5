import * as fc from 'fast-check'
import {
  applyChanges,
  changeTo,
  EMPTY_STATE,
  keyOf,
  SERVICE_NAME_LABEL,
  type ClusterState,
  type Commit,
  type Endpoint,
  type ObjectChange,
  type SlimObject,
} from '#libs/cluster-model'

/** A commit with the states around it. */
export interface Step {
  readonly before: ClusterState
  readonly commit: Commit
  readonly after: ClusterState
}

const STARTED = Date.UTC(2026, 0, 1)

const text = fc.oneof(
  fc.constantFrom('a', 'b', 'web', '10.0.0.1', '4711'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)
const labels = fc.dictionary(fc.constantFrom('app', 'tier', SERVICE_NAME_LABEL), text, { maxKeys: 3 })
const meta = {
  namespace: fc.constantFrom('default', 'shop'),
  name: fc.constantFrom('a', 'b', 'c'),
  uid: fc.option(fc.uuid(), { nil: undefined }),
  createdAt: fc.option(fc.integer({ min: 0, max: 2_000_000_000 }), { nil: undefined }),
  labels: fc.option(labels, { nil: undefined }),
}

const endpoint: fc.Arbitrary<Endpoint> = fc.record(
  { addresses: fc.tuple(fc.constantFrom('10.1.0.1', '10.1.0.2', '10.1.0.3')), ready: fc.boolean(), node: text },
  { requiredKeys: ['addresses'] },
)

const object: fc.Arbitrary<SlimObject> = fc.oneof(
  fc.record({
    kind: fc.constant('Service' as const),
    ...meta,
    type: fc.constant('ClusterIP' as const),
    clusterIPs: fc.constantFrom(['10.96.0.1'], ['None'], []),
    selector: fc.option(labels, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('EndpointSlice' as const),
    ...meta,
    addressType: fc.constant('IPv4' as const),
    endpoints: fc.array(endpoint, { maxLength: 8 }),
  }),
  fc.record({
    kind: fc.constant('Pod' as const),
    ...meta,
    spec: fc.record({ hostname: text }, { requiredKeys: [] }),
    podIPs: fc.option(fc.constantFrom(['10.1.0.1'], ['10.1.0.2', 'fd00::2']), { nil: undefined }),
    ready: fc.option(fc.constant(true as const), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('ConfigMap' as const),
    ...meta,
    data: fc.dictionary(fc.constantFrom('Corefile', 'NodeHosts'), text),
  }),
  fc.record({ kind: fc.constant('Namespace' as const), ...meta, namespace: fc.constant('') }),
)

const intention = fc.record({
  object,
  gone: fc.boolean(),
  resourceVersion: fc.option(fc.integer({ min: 1, max: 2 ** 40 }).map(String), { nil: undefined }),
})

/** A few commits upon the empty state, each with creations, updates and deletions, also several of one object. */
export const arbitraryHistory: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.array(intention, { maxLength: 8 }), { minLength: 1, maxLength: 6 })
  .map((commits) => {
    const steps: Step[] = []
    let state = EMPTY_STATE
    for (const [index, intentions] of commits.entries()) {
      const before = state
      const changes: ObjectChange[] = []
      for (const { object: wanted, gone, resourceVersion } of intentions) {
        const evidence = resourceVersion === undefined ? undefined : { resourceVersion }
        const change = changeTo(state, keyOf(wanted), gone ? undefined : wanted, evidence)
        if (change === undefined) continue
        changes.push(change)
        state = applyChanges(state, [change])
      }
      steps.push({ before, commit: commitOf(index + 1, changes), after: state })
    }
    return steps
  })

/** Commit `number` of epoch 1 of the cluster `test`. */
export function commitOf(number: number, changes: readonly ObjectChange[]): Commit {
  return {
    revision: { cluster: 'test', epoch: 1, number },
    kind: 'changes',
    observedAt: STARTED + number * 1000,
    changes,
    serialsBefore: { cluster: 1_767_225_600 + number, multicluster: 0, external: 0 },
  }
}
