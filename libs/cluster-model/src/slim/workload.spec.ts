import { describe, expect, it } from 'vitest'
import { Interner } from './interner.js'
import { slimObject } from './slim-object.js'

const interner = new Interner()
const workload = (apiVersion: string, kind: string, spec: object, status?: object) =>
  slimObject({ apiVersion, kind, metadata: { name: 'a' }, spec, status }, { interner })
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [] } }
const base = { namespace: 'default', name: 'a', template: { labels: { app: 'a' }, spec: {} } }

describe('a workload', () => {
  it.each([
    [
      'apps/v1',
      'Deployment',
      { replicas: 3, selector: { matchLabels: { app: 'a' } }, template },
      { replicas: 3, selector: { matchLabels: { app: 'a' } } },
    ],
    ['apps/v1', 'Deployment', { replicas: 1, selector: {}, template }, { selector: {} }],
    ['apps/v1', 'ReplicaSet', { replicas: 0, template }, { replicas: 0 }],
    ['apps/v1', 'DaemonSet', { template }, {}],
    [
      'apps/v1',
      'StatefulSet',
      { serviceName: 'db', ordinals: { start: 5 }, template },
      { serviceName: 'db', firstOrdinal: 5 },
    ],
    ['apps/v1', 'StatefulSet', { ordinals: { start: 0 }, template }, {}],
    [
      'batch/v1',
      'Job',
      { parallelism: 2, completions: 4, suspend: true, template },
      { replicas: 2, completions: 4, suspended: true },
    ],
    [
      'batch/v1',
      'CronJob',
      { suspend: true, jobTemplate: { spec: { completions: 2, template } } },
      { completions: 2, suspended: true },
    ],
    [
      'v1',
      'ReplicationController',
      { replicas: 2, selector: { app: 'a' }, template },
      { replicas: 2, selector: { matchLabels: { app: 'a' } } },
    ],
  ])('%s %s', (apiVersion, kind, spec, expected) => {
    expect(workload(apiVersion, kind, spec)).toEqual({ object: { kind, ...base, ...expected } })
  })

  it.each([
    [undefined, false],
    [{}, false],
    [{ replicas: 0, availableReplicas: 0 }, false],
    [{ observedGeneration: 0 }, false],
    [{ loadBalancer: {}, conditions: [] }, false],
    [{ observedGeneration: 1 }, true],
    [{ replicas: 1 }, true],
    [{ currentNumberScheduled: 2 }, true],
    [{ conditions: [{ type: 'Available', status: 'True' }] }, true],
    [{ active: 1 }, true],
  ])('with status %j is observed: %s', (status, observed) => {
    const result = workload('apps/v1', 'Deployment', { template }, status)
    expect('object' in result && 'observed' in result.object).toBe(observed)
  })

  it.each([
    ['apps/v1', 'Deployment', {}, 'spec.template'],
    ['apps/v1', 'Deployment', { template, replicas: -1 }, 'spec.replicas'],
    ['apps/v1', 'Deployment', { template, replicas: '3' }, 'spec.replicas'],
    [
      'apps/v1',
      'Deployment',
      { template, selector: { matchExpressions: [{ key: 'a', operator: 'in' }] } },
      'spec.selector.matchExpressions[0].operator',
    ],
    [
      'apps/v1',
      'Deployment',
      { template, selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      'spec.selector.matchExpressions[0].values',
    ],
    ['batch/v1', 'CronJob', { template }, 'spec.jobTemplate'],
  ])('%s %s refuses %j', (apiVersion, kind, spec, field) => {
    expect(workload(apiVersion, kind, spec)).toHaveProperty('problem.field', field)
  })
})
