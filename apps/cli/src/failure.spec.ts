import { describe, expect, it } from 'vitest'
import { NamescopeError } from '#libs/errors'
import { failureLine } from './failure.js'

describe('failureLine', () => {
  it.each([
    [new Error('first\n  second\n'), 'error: first second'],
    ['text', 'error: text'],
    [
      new NamescopeError('invalid-object', 'wrong.', { file: 'a.yaml', line: 3, column: 5 }),
      'error: a.yaml:3:5: wrong.',
    ],
    [
      new NamescopeError('invalid-object', 'wrong.', { file: 'a.yaml', line: 3, field: 'spec.clusterIPs[0]' }),
      'error: a.yaml:3: spec.clusterIPs[0]: wrong.',
    ],
    [
      new NamescopeError('source-unreadable', "a.yaml can't be read.", { file: 'a.yaml' }),
      "error: a.yaml can't be read.",
    ],
    [
      new NamescopeError('invalid-configuration', '--source is empty.', { field: '--source' }),
      'error: --source is empty.',
    ],
  ])('says where and what: %s', (thrown, line) => {
    expect(failureLine(thrown)).toBe(line)
  })
})
