import { describe, expect, it } from 'vitest'
import { hasCases, readCases } from './src/data-folder.js'
import { askCase, viewFor, viewOf, type DnsSuite } from './src/coredns-cases.js'
import { shownAnswer, shownExpectation } from './src/expectation.js'

const FILES = [
  'kubernetes-handler.json',
  'kubernetes-zonal.json',
  'k8s-external.json',
  'kubernetes-functions.json',
  'kubernetes-e2e.json',
  'ci-kubernetes.json',
  'recorded.json',
]

describe.skipIf(!hasCases('coredns'))(
  'answers as CoreDNS gives them (published cases, skipped where they are not at hand)',
  () => {
    for (const file of hasCases('coredns') ? FILES : []) {
      const { suites } = readCases<{ suites: DnsSuite[] }>('coredns', file)
      describe(file, () => {
        for (const [index, suite] of suites.entries()) {
          if (suite.cases.some(({ qtype }) => qtype === 'AXFR')) continue
          const view = viewOf(suite)
          for (const asked of suite.cases) {
            it(`${suite.id ?? suite.source?.test ?? index}: ${asked.qname} ${asked.qtype} (${asked.id})`, () => {
              const { answer, passedOn } = askCase(viewFor(view, asked), suite, asked)
              if (asked.expect.passed_to_next) {
                expect(passedOn).toContain(asked.qname)
              } else if (asked.expect.error) {
                expect(answer.rcode).toBe(asked.expect.rcode)
              } else {
                expect(shownAnswer(answer, asked.expect)).toEqual(shownExpectation(asked.expect))
              }
            })
          }
        }
      })
    }
  },
)
