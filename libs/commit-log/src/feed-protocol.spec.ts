import { expect, it } from 'vitest'
import { isCompatibleProtocol } from './feed-protocol.js'

it.each([
  ['1.0', '1.0', true],
  ['1.1', '1.0', true],
  ['1.0', '1.1', true],
  ['1.2', '1.0', false],
  ['1.0', '1.2', false],
  ['2.0', '1.0', false],
  ['0.0', '1.0', false],
  ['1', '1.0', false],
  ['one', '1.0', false],
  ['', '1.0', false],
])('protocol %s beside %s: %s', (theirs, ours, expected) => {
  expect(isCompatibleProtocol(theirs, ours)).toBe(expected)
})
