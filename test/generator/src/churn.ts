import type { ClusterState, ObjectChange } from '#libs/cluster-model'
import {
  createService,
  deleteService,
  nodeLoss,
  readinessFlap,
  recreateStatefulPod,
  relabelNamespace,
  rollingUpdate,
  scale,
  type ChurnEvent,
} from './churn-events.js'
import { ChurnWorld } from './churn-world.js'

/** How often each event comes, in parts of the whole. */
const EVENTS = {
  'rolling-update': { event: rollingUpdate, weight: 8 },
  scale: { event: scale, weight: 8 },
  'readiness-flap': { event: readinessFlap, weight: 12 },
  'create-service': { event: createService, weight: 4 },
  'delete-service': { event: deleteService, weight: 3 },
  'relabel-namespace': { event: relabelNamespace, weight: 2 },
  'recreate-stateful-pod': { event: recreateStatefulPod, weight: 4 },
  'node-loss': { event: nodeLoss, weight: 1 },
} as const satisfies Record<string, { event: ChurnEvent; weight: number }>

export type ChurnEventName = keyof typeof EVENTS

/** What a watcher sees at one moment, as one commit would hold it. */
export interface ChurnBatch {
  readonly event: ChurnEventName
  /** Whole seconds since 1970; never decreases. */
  readonly at: number
  /** At least one, each with the object before and after. */
  readonly changes: readonly ObjectChange[]
}

/**
 * Realistic change without end, starting from any state that has nodes and workloads: the same for the same state and seed. It
 * ends when nothing can happen any more.
 * @param only Which events come; all by default.
 */
export function* churn(
  state: ClusterState,
  seed: number,
  only: readonly ChurnEventName[] = Object.keys(EVENTS) as ChurnEventName[],
): Generator<ChurnBatch> {
  const world = new ChurnWorld(state, seed)
  const drawn = only.flatMap((event) => new Array<ChurnEventName>(EVENTS[event].weight).fill(event))
  let idle = 0
  while (idle < MOST_IDLE_DRAWS) {
    const event = world.random.pick(drawn)
    idle++
    for (const changes of EVENTS[event].event(world)) {
      if (changes.length === 0) continue
      idle = 0
      yield { event, at: world.now, changes }
    }
  }
}

/** So many events without effect in a row mean that the state has nothing that could change. */
const MOST_IDLE_DRAWS = 1000
