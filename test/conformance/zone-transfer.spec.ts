import { describe, expect, it } from 'vitest'
import type { TransferPlugin } from '#libs/corefile'
import type { RecordType } from '#libs/dns-model'
import { zoneTransfer, type Vantage } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { hasCases, readCases } from './src/data-folder.js'
import { viewOf, type DnsSuite } from './src/coredns-cases.js'
import { shownRecord, type CaseRecord } from './src/expectation.js'

interface TransferCase {
  readonly id: string
  readonly zone: string
  readonly serial: number
  readonly config: DnsSuite['config'] & { readonly serial?: number }
  readonly objects: string
  readonly records: readonly CaseRecord[]
  readonly ordered: boolean
  readonly error?: boolean
}

const TO_ALL: TransferPlugin = {
  name: 'transfer',
  place: { file: 'Corefile', line: 1, column: 1 },
  transfers: [{ zones: ['.'], to: ['*'] }],
}

/** The view of a suite, with `transfer` to everybody. */
function transferringView(suite: DnsSuite, serial: number): ClusterView {
  const view = viewOf(suite)
  const servers = view.settings.servers.map((server) => ({ ...server, plugins: [TO_ALL, ...server.plugins] }))
  const serials = { cluster: serial, multicluster: serial, external: serial }
  return { ...view, settings: { ...view.settings, servers }, serials }
}

/** The records as lines, or what became of the question instead. */
function transferred(suite: DnsSuite, name: string, serial: number, own: number): readonly string[] | 'no transfer' {
  const from: Vantage = {
    client: { kind: 'address', address: '10.240.0.1' },
    transport: 'tcp',
    serverAddresses: suite.config.localIPs ?? [],
  }
  const type: RecordType = serial === 0 ? 'AXFR' : 'IXFR'
  const found = zoneTransfer(transferringView(suite, own), from, { name, type }, serial === 0 ? undefined : serial)
  return found.kind === 'step' ? 'no transfer' : [...found.parts].flat().map((record) => shownRecord(record, []))
}

function linesOf(records: readonly CaseRecord[]): string[] {
  return records.map(({ name, ttl, type, rdata }) => `${name} ${ttl} ${type} ${rdata}`)
}

describe.skipIf(!hasCases('coredns'))(
  'zone transfers as CoreDNS gives them (published cases, skipped where they are not at hand)',
  () => {
    if (!hasCases('coredns')) return
    const { cases } = readCases<{ cases: TransferCase[] }>('coredns', 'zone-transfer.json')
    it.each(cases.map((each) => [each.id, each] as const))(
      '%s',
      (_id, { zone, serial, config, objects, ...expected }) => {
        const lines = transferred({ config, objects, cases: [] }, zone, serial, config.serial ?? 3)
        if (expected.error) expect(lines).toBe('no transfer')
        else if (expected.ordered) expect(lines).toEqual(linesOf(expected.records))
        else expect(new Set(lines)).toEqual(new Set(linesOf(expected.records)))
      },
    )

    const { suites } = readCases<{ suites: DnsSuite[] }>('coredns', 'ci-kubernetes.json')
    const live = suites.flatMap((suite) =>
      suite.cases.flatMap((each) => (each.qtype === 'AXFR' ? [[each.id, suite, each] as const] : [])),
    )
    it.each(live)('%s', (_id, suite, { qname, expect: { records = [] } }) => {
      const lines = transferred(suite, qname, 0, 3)
      expect([...lines].toSorted()).toEqual(linesOf(records).toSorted())
      expect([lines[0], lines.at(-1)]).toEqual([linesOf(records)[0], linesOf(records)[0]])
    })
  },
)
