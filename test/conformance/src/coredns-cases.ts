import type { DnsSettings, KubernetesPlugin, Plugin } from '#libs/corefile'
import { EMPTY_STATE, applyChanges, changeTo, keyOf, type Coverage, type SlimObject } from '#libs/cluster-model'
import {
  nameKey,
  parseRecordType,
  type Answer,
  type RecordData,
  type ResourceRecord,
  type ResponseCode,
} from '#libs/dns-model'
import { answerQuestion, type Reply, type Step, type Vantage } from '#libs/resolver'
import { zoneOf, type ClusterView } from '#libs/zone'
import { readCases } from './data-folder.js'
import type { CaseExpectation } from './expectation.js'
import { slimList } from './slim-list.js'

export interface DnsCase {
  readonly id: string
  readonly qname: string
  readonly qtype: string
  readonly client?: string
  /** In place of the suite's. */
  readonly upstream?: readonly UpstreamCase[]
  /** An object that stands in the cluster in place of the one with its name. */
  readonly replace_object?: unknown
  readonly expect: CaseExpectation
}

export interface DnsSuite {
  readonly id?: string
  readonly source?: { readonly test?: string; readonly path?: string }
  readonly config: SuiteConfig
  readonly objects: string | readonly string[]
  readonly upstream?: readonly UpstreamCase[]
  readonly cases: readonly DnsCase[]
}

export interface SuiteConfig {
  readonly zones: readonly string[]
  readonly namespaces?: readonly string[]
  readonly pods?: KubernetesPlugin['pods']
  readonly ttl?: number
  readonly endpointPodNames?: boolean
  readonly ignoreEmptyService?: boolean
  readonly noEndpoints?: boolean
  readonly fallthrough?: readonly string[]
  readonly multiclusterZones?: readonly string[]
  readonly zonal?: boolean
  readonly localIPs?: readonly string[]
  readonly notSynced?: boolean
  readonly externalZones?: readonly string[]
  readonly externalHeadless?: boolean
  readonly autopath?: boolean
  readonly autopathSearch?: readonly string[]
  readonly stanzas?: readonly SuiteConfig[]
}

/** What a look-up outside the zone returns; records are lines of a zone file. */
interface UpstreamCase {
  readonly name: string
  readonly type: string
  readonly rcode?: string
  readonly tc?: boolean
  readonly fail?: boolean
  readonly answer?: readonly string[]
  readonly authority?: readonly string[]
}

const PLACE = { file: 'Corefile', line: 1, column: 1 }

/** The view that a suite asks: its objects under a server block with its options, and every other name passed on. */
export function viewOf(suite: DnsSuite, version = '1.15.0'): ClusterView {
  const { config } = suite
  const stanzas = (config.stanzas ?? [config]).map(stanzaOf)
  const settings: DnsSettings = {
    version,
    servers: [
      {
        listeners: [{ zone: '.', transport: 'dns', port: 53 }],
        plugins: [...around(config), ...stanzas, passOn()],
        place: PLACE,
      },
    ],
    assumptions: [],
    origin: { corefile: 'option', version: 'option' },
  }
  const files = typeof suite.objects === 'string' ? [suite.objects] : suite.objects
  const objects = files.flatMap((file) => slimList(readCases('coredns', file)))
  const coverage: Coverage = config.notSynced
    ? {}
    : {
        Namespace: { status: 'complete' },
        Service: { status: 'complete' },
        EndpointSlice: { status: 'complete' },
        Pod: { status: 'complete' },
        ServiceImport: { status: 'complete' },
      }
  return {
    revision: { cluster: 'cases', epoch: 1, number: 1 },
    observedAt: 0,
    state: applyChanges(
      EMPTY_STATE,
      objects.map((after) => ({ key: keyOf(after), after })),
    ),
    coverage,
    settings,
    zone: zoneOf(settings),
    serials: { cluster: 3, multicluster: 3, external: 3 },
  }
}

/** The view with further plugins in its server block. */
export function underPlugins(view: ClusterView, plugins: readonly Plugin[]): ClusterView {
  const servers = view.settings.servers.map((server) => ({ ...server, plugins: [...plugins, ...server.plugins] }))
  return { ...view, settings: { ...view.settings, servers } }
}

function stanzaOf(config: SuiteConfig): KubernetesPlugin {
  return {
    name: 'kubernetes',
    place: PLACE,
    zones: config.zones,
    namespaces: config.namespaces ?? [],
    pods: config.pods ?? 'disabled',
    endpointPodNames: config.endpointPodNames ?? false,
    ttl: config.ttl ?? 5,
    noEndpoints: config.noEndpoints ?? false,
    ignoreEmptyService: config.ignoreEmptyService ?? false,
    fallthrough: config.fallthrough ?? [],
    multicluster: config.multiclusterZones ?? [],
    zonal: config.zonal ?? false,
    startupTimeout: 5,
  }
}

/** The plugins that a suite puts in front of kubernetes. */
function around(config: SuiteConfig): Plugin[] {
  const zones = config.externalZones
  return [
    ...(config.autopath
      ? [
          {
            name: 'autopath' as const,
            place: PLACE,
            zones: ['.'],
            plugin: 'kubernetes',
            search: config.autopathSearch ?? [],
          },
        ]
      : []),
    ...(zones === undefined
      ? []
      : [
          {
            name: 'k8s_external' as const,
            place: PLACE,
            zones,
            apex: 'dns',
            ttl: 5,
            headless: config.externalHeadless ?? false,
            fallthrough: [],
          },
        ]),
  ]
}

function passOn(): Plugin {
  return {
    name: 'forward',
    place: PLACE,
    from: '.',
    to: ['192.0.2.53'],
    except: [],
    maxConcurrent: 0,
    policy: 'random',
    forceTcp: false,
    preferUdp: false,
    next: [],
    failover: [],
    expire: 10,
    maxFails: 2,
    healthCheckInterval: 0.5,
  }
}

/** What came of a case: the answer, with the questions that were passed on to the next source. */
export interface CaseOutcome {
  readonly answer: Answer
  readonly passedOn: readonly string[]
}

/** The view that one case asks: the suite's, or one with an object replaced. */
export function viewFor(view: ClusterView, asked: DnsCase): ClusterView {
  if (asked.replace_object === undefined) return view
  const [object] = slimList({ kind: 'List', apiVersion: 'v1', items: [asked.replace_object] }) as [SlimObject]
  const change = changeTo(view.state, keyOf(object), object)
  return change === undefined ? view : { ...view, state: applyChanges(view.state, [change]) }
}

/** Asks a case of the view, with the suite's upstream as the next source. */
export function askCase(view: ClusterView, suite: DnsSuite, asked: DnsCase): CaseOutcome {
  const from: Vantage = {
    client: { kind: 'address', address: asked.client ?? '10.240.0.1' },
    transport: 'udp',
    serverAddresses: suite.config.localIPs ?? [],
  }
  const type = parseRecordType(asked.qtype)
  if (type === undefined) throw new Error(`unknown type ${asked.qtype}`)
  const passedOn: string[] = []
  let step: Step = answerQuestion(view, from, { name: asked.qname, type })
  while (step.kind === 'ask') {
    passedOn.push(step.question.name)
    step = step.resume(replyOf(asked.upstream ?? suite.upstream ?? [], step.question.name, step.question.type))
  }
  return { answer: step.answer, passedOn }
}

function replyOf(upstream: readonly UpstreamCase[], name: string, type: string): Reply {
  const found = upstream.find((entry) => nameKey(entry.name) === nameKey(name) && entry.type === type)
  if (found?.fail) return { kind: 'failed', reason: 'the case says so' }
  return {
    kind: 'reply',
    message: {
      rcode: (found === undefined ? 'NXDOMAIN' : (found.rcode ?? 'NOERROR')) as ResponseCode,
      authoritative: false,
      recursionAvailable: false,
      truncated: found?.tc ?? false,
      answer: (found?.answer ?? []).map(recordOf),
      authority: (found?.authority ?? []).map(recordOf),
      additional: [],
    },
  }
}

function recordOf(line: string): ResourceRecord {
  const [name, ttl, , type, ...rdata] = line.split(/\s+/) as [string, string, string, string, ...string[]]
  return { name, ttl: Number(ttl), data: dataOf(type, rdata.join(' ')) }
}

/** RDATA of the few types that upstreams of the cases give. */
function dataOf(type: string, rdata: string): RecordData {
  switch (type) {
    case 'A':
    case 'AAAA':
      return { type, address: rdata }
    case 'CNAME':
    case 'PTR':
    case 'NS':
      return { type, target: rdata }
    case 'SOA': {
      const [primary, mailbox, ...numbers] = rdata.split(' ')
      const [serial, refresh, retry, expire, minimum] = numbers.map((text) => (text === '*' ? 0 : Number(text)))
      return { type, primary, mailbox, serial, refresh, retry, expire, minimum } as RecordData
    }
    default:
      throw new Error(`an upstream of the cases gives ${type}`)
  }
}
