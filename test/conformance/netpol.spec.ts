import { describe, expect, it } from 'vitest'
import {
  EMPTY_STATE,
  applyChanges,
  keyOf,
  type ClusterState,
  type Coverage,
  type Pod,
  type Protocol,
} from '#libs/cluster-model'
import { connectionVerdict } from '#libs/network-policy'
import { slim } from '#test/fixtures'
import { hasCases, readCases } from './src/data-folder.js'

interface E2eStep {
  readonly note: string
  readonly namespaces: readonly { readonly name: string; readonly labels: object }[]
  readonly pods: readonly {
    readonly namespace: string
    readonly name: string
    readonly ip: string
    readonly labels: object
    readonly ports: object[]
  }[]
  readonly policies: readonly Record<string, unknown>[]
  readonly checks: readonly {
    readonly port: number
    readonly protocol: Protocol
    readonly expect: readonly { readonly from: string; readonly to: string; readonly allowed: boolean }[]
  }[]
}

interface E2eCases {
  readonly cases: readonly { readonly id: string; readonly title: string; readonly steps: readonly E2eStep[] }[]
}

const COMPLETE: Coverage = {
  NetworkPolicy: { status: 'complete' },
  Pod: { status: 'complete' },
  Namespace: { status: 'complete' },
}

function stateOf({ namespaces, pods, policies }: E2eStep): ClusterState {
  const objects = [
    ...namespaces.map(({ name, labels }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })),
    ...pods.map(({ namespace, name, ip, labels, ports }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name, labels },
      spec: { containers: [{ name: 'c', image: 'agnhost', ports }] },
      status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
    })),
    ...policies,
  ]
  return applyChanges(
    EMPTY_STATE,
    objects.map(slim).map((after) => ({ key: keyOf(after), after })),
  )
}

function podAt(state: ClusterState, place: string): Pod {
  const [namespace, name] = place.split('/') as [string, string]
  return state.namespaces.get(namespace)?.pods.get(name) as Pod
}

describe.skipIf(!hasCases('netpol'))(
  "NetworkPolicy as Kubernetes' own e2e expects it (published cases, skipped where not at hand)",
  () => {
    const { cases } = hasCases('netpol') ? readCases<E2eCases>('netpol', 'k8s-e2e/cases.json') : { cases: [] }
    it.each(cases.map(({ id, title, steps }) => [id, title, steps] as const))('%s: %s', (_id, _title, steps) => {
      for (const step of steps) {
        const state = stateOf(step)
        for (const { port, protocol, expect: pairs } of step.checks) {
          for (const { from, to, allowed } of pairs) {
            const ends = [from, to].map((place) => ({ kind: 'pod' as const, pod: podAt(state, place) }))
            const { verdict } = connectionVerdict(state, COMPLETE, ends[0] as never, ends[1] as never, {
              port,
              protocol,
            })
            expect(verdict, `${step.note} ${from} -> ${to} ${port}/${protocol}`).toBe(allowed ? 'allowed' : 'denied')
          }
        }
      }
    })
  },
)
