import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewOfObjects } from '#test/fixtures'
import { anyCluster, anyEdits, targetOf, type Edit } from '#test/generator'
import {
  applyChanges,
  changeTo,
  EMPTY_STATE,
  FULL_SCOPE,
  isVisible,
  scopeOf,
  type ClusterState,
  type Scope,
} from '#libs/cluster-model'
import { splitLabels } from '#libs/dns-model'
import {
  countRecords,
  listRecords,
  matchesSelector,
  pageRecords,
  parseRecordFilter,
  presentZoneRecord,
  type ClusterView,
  type RawRecordFilter,
  type RecordPage,
  type ZoneRecord,
} from '../index.js'
import { groupNames } from './group-names.js'
import { recordsOf } from './group-records.js'
import { passes } from './record-filter.js'
import { ZONE_GROUP } from './record-group.js'
import { inOrder, placeOf } from './record-order.js'

const RUNS = 300
const MANY = 1e6

/** Zones that overlap, hide, repeat and nest; rules of old and new versions. */
const COREFILES = [
  '.:53 {\n kubernetes cluster.local in-addr.arpa ip6.arpa {\n pods insecure\n }\n}\n',
  '.:53 {\n kubernetes cluster.local in-addr.arpa {\n pods verified\n endpoint_pod_names\n ignore empty_service\n }\n}\n',
  '.:53 {\n kubernetes k8s.example cluster.local 10.0.0.0/16 10.0.1.0/24 ip6.arpa {\n labels colour=blue\n }\n}\n',
  '.:53 {\n kubernetes cluster.local clusterset.local in-addr.arpa {\n multicluster clusterset.local\n pods insecure\n }\n}\n',
  '.:53 {\n kubernetes cluster.local in-addr.arpa {\n namespace_labels colour=blue\n }\n}\n',
  '.:53 {\n kubernetes cluster.local 10.in-addr.arpa {\n noendpoints\n namespaces default n\n }\n}\n',
  'cluster.local {\n kubernetes cluster.local in-addr.arpa {\n pods insecure\n }\n}\n.:53 {\n kubernetes svc.cluster.local in-addr.arpa\n}\n',
  '.:53 {\n kubernetes\n}\n',
] as const
const VERSIONS = ['1.8.7', '1.11.4', '1.15.0'] as const

const anySettings = fc
  .record({ corefile: fc.constantFrom(...COREFILES), version: fc.constantFrom(...VERSIONS) })
  .filter(({ corefile, version }) => !corefile.includes('multicluster') || version === '1.15.0')
const anyScope: fc.Arbitrary<Scope> = fc.constantFrom(
  FULL_SCOPE,
  FULL_SCOPE,
  scopeOf(['default', 'team-a']),
  scopeOf([]),
)

type Wish = (all: readonly ZoneRecord[]) => RawRecordFilter

/** Parts of filters: some from the cluster's records, so that they match, some from pools, so that they often do not. */
const anyWish: fc.Arbitrary<Wish> = fc
  .array(
    fc.tuple(fc.nat(), fc.nat()).map(
      ([at, choice]): Wish =>
        (all) =>
          partOf(all[at % Math.max(1, all.length)], choice),
    ),
    { maxLength: 3 },
  )
  .map((parts) => (all) => Object.assign({}, ...parts.map((part) => part(all))) as RawRecordFilter)

const POOLED: readonly RawRecordFilter[] = [
  {},
  { namespace: 'default' },
  { namespace: 'nowhere' },
  { service: 'web' },
  { type: 'SRV' },
  { type: 'AAAA' },
  { type: 'PTR' },
  { type: 'CNAME' },
  { type: 'TXT' },
  { type: 'MX' },
  { label: 'colour=blue' },
  { label: 'colour!=blue' },
  { cidr: '10.0.0.0/8' },
  { cidr: '10.0.0.0/30' },
  { cidr: '0.0.0.0/0' },
  { cidr: '2001:db8::/32' },
  { cidr: '::/0' },
  { cidr: '203.0.113.0/24' },
  { suffix: 'svc.cluster.local' },
  { suffix: 'default.svc.cluster.local' },
  { suffix: 'pod.cluster.local' },
  { suffix: 'cluster.local' },
  { suffix: 'clusterset.local' },
  { suffix: '.' },
  { suffix: 'arpa' },
  { suffix: '10.in-addr.arpa' },
  { suffix: '0.0.10.in-addr.arpa' },
  { suffix: '01.10.in-addr.arpa' },
  { suffix: '8.b.d.0.1.0.0.2.ip6.arpa' },
  { suffix: 'tcp.cluster.local' },
  { source: 'EndpointSlice/default/web-x' },
  { source: 'Pod/default/web-0' },
  { source: 'ServiceImport/default/web' },
  { source: 'Service/web' },
]

function partOf(record: ZoneRecord | undefined, choice: number): RawRecordFilter {
  const pooled = POOLED[choice % POOLED.length] as RawRecordFilter
  if (record === undefined || choice % 3 === 0) return pooled
  const { name, namespace, service, source, data } = record
  const address = data.type === 'A' || data.type === 'AAAA' ? data.address : undefined
  const labels = splitLabels(name)
  const parts: RawRecordFilter[] = [
    { name },
    { suffix: labels.slice(choice % labels.length).join('.') },
    { type: data.type },
    { ...(namespace && { namespace }), ...(service && { service }) },
    ...(source === undefined ? [] : [{ source: `${source.kind}/${source.namespace}/${source.name}` }]),
    ...(address === undefined ? [] : [{ address }, { cidr: `${address}/${choice % (data.type === 'A' ? 33 : 129)}` }]),
  ]
  return parts[choice % parts.length] as RawRecordFilter
}

/** Every record, group by group, with nothing left out. */
function everyRecord(view: ClusterView): ZoneRecord[] {
  const groups = [...view.state.namespaces.keys()].toSorted().flatMap((namespace) => {
    const inNamespace = view.state.namespaces.get(namespace)
    return inNamespace === undefined ? [] : groupNames(inNamespace).map((service) => ({ namespace, service }))
  })
  return [ZONE_GROUP, ...groups].flatMap((group) => inOrder(recordsOf(view, group)))
}

function wanted(view: ClusterView, all: readonly ZoneRecord[], raw: RawRecordFilter, scope: Scope): ZoneRecord[] {
  const filter = parseRecordFilter(raw)
  return all.filter((record) => {
    const { namespace = '', service = '' } = record
    const inNamespace = view.state.namespaces.get(namespace)
    const object = inNamespace?.services.get(service) ?? inNamespace?.imports.get(service)
    const hasLabels = filter.labels === undefined || (object && matchesSelector(filter.labels, object.labels)) === true
    const isSeen = isVisible(scope, namespace)
    const isInPlace = (filter.namespace ?? namespace) === namespace && (filter.service ?? service) === service
    return hasLabels && isSeen && isInPlace && passes(filter, record)
  })
}

function walk(view: ClusterView, raw: RawRecordFilter, scope: Scope, first: number): unknown[] {
  const filter = parseRecordFilter(raw)
  const records: unknown[] = []
  let page: RecordPage | undefined
  do {
    page = pageRecords(view, filter, scope, { first, after: page?.endCursor })
    records.push(...page.records)
  } while (page.hasNextPage)
  return records
}

function edited(state: ClusterState, edits: readonly Edit[]): ClusterState {
  let next = state
  for (const edit of edits) {
    const { key, after } = targetOf(edit)
    const change = changeTo(next, key, after)
    if (change !== undefined) next = applyChanges(next, [change])
  }
  return next
}

describe('a filtered inventory', () => {
  it('holds and counts what filtering every record gives, before and after changes, in pages of any size', () => {
    fc.assert(
      fc.property(
        anyCluster,
        anyEdits,
        anySettings,
        fc.array(anyWish, { minLength: 1, maxLength: 4 }),
        anyScope,
        fc.integer({ min: 1, max: 20 }),
        (objects, batches, settings, wishes, scope, first) => {
          const base = viewOfObjects([], settings)
          const states = [
            edited(
              EMPTY_STATE,
              objects.map((put) => ({ put })),
            ),
          ]
          for (const batch of batches.slice(0, 2)) states.push(edited(states.at(-1) as ClusterState, batch))
          for (const state of states) {
            const view = { ...base, state }
            const all = everyRecord(view)
            for (const wish of wishes) {
              const raw = wish(all)
              const expected = wanted(view, all, raw, scope)
              const listed = [...listRecords(view, parseRecordFilter(raw), scope)]
              expect(listed.map(placeOf), JSON.stringify(raw)).toEqual(expected.map(placeOf))
              expect(listed).toEqual(expected)
              expect(walk(view, raw, scope, first)).toEqual(
                expected.map((record) => presentZoneRecord('small', record)),
              )
              const count = countRecords(view, parseRecordFilter(raw), scope, MANY)
              expect(count, JSON.stringify(raw)).toEqual({ count: expected.length, exact: true })
            }
          }
        },
      ),
      { numRuns: RUNS },
    )
  })
})
