import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, namespace, service, slice, slim, viewOfObjects } from '#test/fixtures'
import { FULL_SCOPE, allObjects, scopeOf, type ObjectKey } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { ANYONE, resolveName, settleResolution } from '#libs/resolver'
import { whatIf, type WhatIfReport } from './index.js'

const base = viewOfObjects(SMALL_CLUSTER)
const WEB: ObjectKey = { kind: 'Service', namespace: 'default', name: 'web' }
const NAME = 'web.default.svc.cluster.local.'

/** The differences as lines: `-` for what goes, `+` for what comes. */
function lines({ records }: WhatIfReport): string[] {
  return records.flatMap(({ name, type, removed, added }) => [
    ...removed.map(({ data }) => `- ${name} ${type} ${data}`),
    ...added.map(({ data }) => `+ ${name} ${type} ${data}`),
  ])
}

describe('whatIf', () => {
  it('tells which records go with a Service, and answers as it would be', () => {
    const { view, report } = whatIf(base, [{ delete: WEB }], FULL_SCOPE)
    expect(report.changes.map(({ object, action }) => `${action} ${object}`)).toEqual(['delete Service default/web'])
    expect(lines(report)).toEqual([
      `- 100.50.96.10.in-addr.arpa. PTR ${NAME}`,
      `- _http._tcp.${NAME} SRV 0 100 80 ${NAME}`,
      `- _metrics._tcp.${NAME} SRV 0 100 9100 ${NAME}`,
      `- ${NAME} A 10.96.50.100`,
    ])
    const resolution = settleResolution(
      resolveName(view, ANYONE, { name: NAME, type: 'A' }, { scope: FULL_SCOPE, explain: false }),
    )
    expect([resolution.outcome, resolution.proposed, resolution.revision]).toEqual(['NxDomain', true, '1.1'])
  })

  it('tells what a scaled headless Service gains', () => {
    const applied = slim(
      slice('prod/idle-1', {
        service: 'idle',
        ports: [{ name: 'sql', port: 3306, protocol: 'TCP' }],
        endpoints: [{ addresses: ['10.1.0.30'], conditions: { ready: true } }],
      }),
    )
    const { report } = whatIf(base, [{ apply: applied }], FULL_SCOPE)
    expect(lines(report)).toEqual([
      '+ 10-1-0-30.idle.prod.svc.cluster.local. A 10.1.0.30',
      '+ 30.0.1.10.in-addr.arpa. PTR 10-1-0-30.idle.prod.svc.cluster.local.',
      '+ _sql._tcp.idle.prod.svc.cluster.local. SRV 0 100 3306 10-1-0-30.idle.prod.svc.cluster.local.',
      '+ idle.prod.svc.cluster.local. A 10.1.0.30',
    ])
  })

  it('deletes with a namespace all that is in it', () => {
    const { view, report } = whatIf(base, [{ delete: { kind: 'Namespace', namespace: '', name: 'prod' } }], FULL_SCOPE)
    expect([...allObjects(view.state)].filter((object) => object.namespace === 'prod')).toEqual([])
    expect(report.changes.length).toBeGreaterThan(5)
  })

  it('lets a list name what a namespace takes along anyway', () => {
    const list = [{ delete: { kind: 'Namespace', namespace: '', name: 'default' } as ObjectKey }, { delete: WEB }]
    expect(whatIf(base, list, FULL_SCOPE).report).toEqual(whatIf(base, list.slice(0, 1), FULL_SCOPE).report)
  })

  it('is no change to apply what stands there already', () => {
    const unchanged = slim(SMALL_CLUSTER[3] as never)
    expect(whatIf(base, [{ apply: unchanged }], FULL_SCOPE).report).toMatchObject({ changes: [], records: [] })
  })

  it('applies proposals for one object in their order', () => {
    const first = slim(service('default/new', { clusterIPs: ['10.96.1.1'], ports: [{ port: 80, protocol: 'TCP' }] }))
    const second = slim(service('default/new', { clusterIPs: ['10.96.1.2'], ports: [{ port: 80, protocol: 'TCP' }] }))
    const { report } = whatIf(base, [{ apply: first }, { apply: second }], FULL_SCOPE)
    expect(lines(report)).toContain('+ new.default.svc.cluster.local. A 10.96.1.2')
    expect(lines(report)).not.toContain('+ new.default.svc.cluster.local. A 10.96.1.1')
    const gone = whatIf(base, [{ apply: first }, { delete: { ...WEB, name: 'new' } }], FULL_SCOPE)
    expect(gone.report.changes).toEqual([])
  })

  it.each([
    ['object-not-found', { delete: { ...WEB, name: 'nothing' } }, FULL_SCOPE],
    ['forbidden', { delete: WEB }, scopeOf(['prod'])],
    ['forbidden', { apply: slim(namespace('default')) }, scopeOf(['prod'])],
  ] as const)('refuses: %s', (code, proposal, scope) => {
    expect(() => whatIf(base, [proposal], scope)).toThrow(expect.objectContaining({ code }) as NamescopeError)
  })

  it('tells a limited caller of its own namespaces only', () => {
    const shared = slim(service('prod/copy', { clusterIPs: ['10.96.50.100'], ports: [{ port: 80, protocol: 'TCP' }] }))
    const { report } = whatIf(base, [{ apply: shared }], scopeOf(['prod']))
    expect(report.records.every(({ namespace: of }) => of === 'prod')).toBe(true)
  })
})
