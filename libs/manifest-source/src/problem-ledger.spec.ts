import { expect, it } from 'vitest'
import type { SourceProblem } from '#libs/cluster-model'
import { ProblemLedger } from './problem-ledger.js'

const problem = (message: string, line = 1): SourceProblem => ({
  severity: 'error',
  code: 'invalid-document',
  message,
  file: 'a',
  line,
})

it('tells a problem once for as long as it lasts, wherever it moves', () => {
  const ledger = new ProblemLedger()
  const [one, two] = [problem('one'), problem('two, again in b.yaml:7')]
  expect(ledger.newOnes([one, two])).toEqual([one, two])
  expect(ledger.newOnes([problem('one', 5), problem('two, again in b.yaml:9', 6)])).toEqual([])
  expect(ledger.newOnes([one, problem('one', 9)])).toEqual([problem('one', 9)])
  expect(ledger.newOnes([])).toEqual([])
  expect(ledger.newOnes([one])).toEqual([one])
})
