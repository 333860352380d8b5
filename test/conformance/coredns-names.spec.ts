import { describe, expect, it } from 'vitest'
import { applyChanges, keyOf, type Namespace } from '#libs/cluster-model'
import type { Plugin } from '#libs/corefile'
import { endpointName, isExposed, parseName, type ClusterView, type NameMeaning, type Stanza } from '#libs/zone'
import { hasCases, readCases } from './src/data-folder.js'
import { askCase, underPlugins, viewOf, type DnsSuite, type SuiteConfig } from './src/coredns-cases.js'

interface NameParts {
  readonly port: string
  readonly protocol: string
  readonly endpoint: string
  readonly cluster: string
  readonly service: string
  readonly namespace: string
  readonly podOrSvc: string
  readonly topologyZone: string
}

interface MetadataCase {
  readonly qname: string
  readonly qtype: string
  readonly client: string
  readonly pods: SuiteConfig['pods']
  readonly labels: Readonly<Record<string, string>>
}

interface NameCases {
  readonly objects_for_metadata: string
  readonly parse: {
    readonly cases: readonly {
      readonly qname: string
      readonly zone: string
      readonly multicluster: boolean
      readonly zonal: boolean
      readonly valid: boolean
      readonly expect?: NameParts
    }[]
  }
  readonly metadata: { readonly config: SuiteConfig; readonly cases: readonly MetadataCase[] }
  readonly endpointName: {
    readonly cases: readonly {
      readonly ip: string
      readonly hostname: string
      readonly podName: string
      readonly endpointPodNames: boolean
      readonly expect: string
    }[]
  }
  readonly namespaceExposed: {
    readonly existing: readonly string[]
    readonly cases: readonly {
      readonly namespaces: readonly string[]
      readonly name: string
      readonly expect: boolean
    }[]
  }
  readonly inSearchPath: {
    readonly search: readonly string[]
    readonly cases: readonly { readonly qname: string; readonly expect: boolean }[]
  }
}

const PLACE = { file: 'Corefile', line: 1, column: 1 }

describe.skipIf(!hasCases('coredns'))(
  'reads names as CoreDNS does (published cases, skipped where they are not at hand)',
  () => {
    if (!hasCases('coredns')) return
    const cases = readCases<NameCases>('coredns', 'names-and-metadata.json')

    it.each(cases.parse.cases)('$qname in $zone (multicluster $multicluster, zonal $zonal)', (asked) => {
      const { multicluster, zonal } = asked
      const meaning = parseName(asked.qname.toLowerCase(), asked.zone, { multicluster, zonal })
      expect(partsOf(meaning)).toEqual(asked.valid ? asked.expect : 'invalid')
    })

    describe('metadata', () => {
      const { config } = cases.metadata
      const known = new Set(cases.metadata.cases.flatMap(({ labels }) => Object.keys(labels)))
      it.each(cases.metadata.cases)('of $qname for $client, pods $pods', (asked) => {
        const suite = suiteOf({ ...config, pods: asked.pods }, [cases.objects_for_metadata])
        const view = viewOf(suite)
        const hasLabel = (label: string, value: string): boolean =>
          askCase(underPlugins(view, [...metadataIs(label, value)]), suite, { ...asked, id: label, expect: {} }).answer
            .rcode !== 'REFUSED'
        const wrong = [...known].filter((label) => !hasLabel(label, asked.labels[label] ?? ''))
        expect(wrong).toEqual([])
      })
    })

    it.each(cases.endpointName.cases)('names the endpoint $ip $hostname $podName: $expect', (asked) => {
      const { ip, hostname, podName, endpointPodNames } = asked
      const endpoint = {
        addresses: [ip],
        ...(hostname !== '' && { hostname }),
        ...(podName !== '' && { target: { kind: 'Pod', name: podName } }),
      }
      expect(endpointName(endpoint, ip, stanzaOf(viewOf(suiteOf({ endpointPodNames }))))).toBe(asked.expect)
    })

    it.each(cases.namespaceExposed.cases)('namespace $name under namespaces $namespaces: $expect', (asked) => {
      const view = viewOf(suiteOf({ namespaces: asked.namespaces }))
      const existing = cases.namespaceExposed.existing.map((name): Namespace => ({
        kind: 'Namespace',
        namespace: '',
        name,
      }))
      const state = applyChanges(
        view.state,
        existing.map((after) => ({ key: keyOf(after), after })),
      )
      expect(isExposed(state, stanzaOf(view), asked.name)).toBe(asked.expect)
    })

    it.each(cases.inSearchPath.cases)('$qname is in the search path: $expect', (asked) => {
      const suite = suiteOf({ fallthrough: ['.'] })
      const { search } = cases.inSearchPath
      const view = underPlugins(viewOf(suite), [{ name: 'autopath', place: PLACE, zones: ['.'], search }])
      const qname = asked.qname.endsWith('.') ? asked.qname : `${asked.qname}.`
      const { passedOn } = askCase(view, suite, { id: qname, qname, qtype: 'A', expect: {} })
      // The search domain itself leaves no name to walk with: then nothing is asked for at all.
      expect(passedOn.length !== 1).toBe(asked.expect)
    })
  },
)

/** The parts of a name as CoreDNS's parser gives them: one that a name does not have is empty. */
function partsOf(meaning: NameMeaning): NameParts | 'invalid' {
  const none = { port: '', protocol: '', endpoint: '', cluster: '', service: '', namespace: '', podOrSvc: '' }
  const empty: NameParts = { ...none, topologyZone: '' }
  switch (meaning.kind) {
    case 'node':
      return empty
    case 'namespace':
      return { ...empty, namespace: meaning.namespace, podOrSvc: meaning.tree }
    case 'pod':
      return { ...empty, namespace: meaning.namespace, service: meaning.label, podOrSvc: 'pod' }
    case 'service': {
      const { kind: _, topology, ...parts } = meaning
      return { ...empty, ...parts, podOrSvc: 'svc', topologyZone: topology?.zone ?? '' }
    }
    default:
      return 'invalid'
  }
}

/** Takes a question only when the label has this value; one that no plugin gives counts as empty. */
function metadataIs(label: string, value: string): readonly Plugin[] {
  const expressions = [`metadata('${label}') == '${value}'`]
  return [
    { name: 'metadata', place: PLACE, zones: ['.'] },
    { name: 'view', place: PLACE, view: 'labelled', expressions },
  ]
}

function suiteOf(config: Partial<SuiteConfig>, objects: readonly string[] = []): DnsSuite {
  return { config: { zones: ['cluster.local.'], ...config }, objects, cases: [] }
}

function stanzaOf(view: ClusterView): Stanza {
  return view.zone.stanzas[0] as Stanza
}
