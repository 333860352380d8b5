import { describe, expect, it } from 'vitest'
import { hasCases, readCases } from './src/data-folder.js'
import { askCase, viewOf, type DnsCase, type DnsSuite } from './src/coredns-cases.js'
import { shownAnswer, shownExpectation } from './src/expectation.js'

interface VersionCases {
  readonly versions: Readonly<Record<string, readonly (DnsCase & { readonly suite: string })[]>>
}

/** Options that came with a release: older ones have no such suite. */
const SUITE_SINCE: Readonly<Record<string, readonly string[]>> = {
  multicluster: ['1.13.1'],
  zonal: [],
}

describe.skipIf(!hasCases('coredns'))(
  'answers as older releases give them (published cases, skipped where they are not at hand)',
  () => {
    if (!hasCases('coredns')) return
    const { suites } = readCases<{ suites: DnsSuite[] }>('coredns', 'recorded.json')
    const { versions } = readCases<VersionCases>('coredns', 'versions.json')
    for (const [version, differing] of Object.entries(versions)) {
      const other = new Map(differing.map((asked) => [asked.id, asked]))
      for (const suite of suites) {
        const since = SUITE_SINCE[suite.id ?? '']
        if (suite.config.autopath || (since !== undefined && !since.includes(version))) continue
        it(`${version}, suite ${suite.id}`, () => {
          const view = viewOf(suite, version)
          for (const recorded of suite.cases) {
            const asked = other.get(recorded.id) ?? recorded
            const { answer, passedOn } = askCase(view, suite, recorded)
            if (asked.expect.passed_to_next) expect(passedOn, asked.id).toContain(recorded.qname)
            else expect(shownAnswer(answer, asked.expect), asked.id).toEqual(shownExpectation(asked.expect))
          }
        })
      }
    }
  },
)
