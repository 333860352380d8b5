import { describe, expect, it } from 'vitest'
import { nodeIdText, parseNodeId } from './node-id.js'

describe('node ids', () => {
  it('are opaque texts that come back as they were', () => {
    const id = { type: 'Record', cluster: 'small', key: ['web.default.svc.cluster.local.', 'hash'] } as const
    const text = nodeIdText(id)
    expect(text).toMatch(/^[\w-]+$/)
    expect(parseNodeId(text)).toEqual(id)
  })

  it.each([
    '',
    'x',
    'bm90IEpTT04',
    btoa('["Secret","small","x"]'),
    btoa('["Record","small"]'),
    btoa('["Record","small",1]'),
  ])('refuses "%s"', (text) => {
    expect(() => parseNodeId(text)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', place: { field: 'id' } }),
    )
  })
})
