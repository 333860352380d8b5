import { describe, expect, it } from 'vitest'
import { Interner } from './interner.js'
import { slimObject } from './slim-object.js'

describe('the interner', () => {
  it('gives one frozen object for equal values', () => {
    const interner = new Interner()
    const first = interner.share({ app: 'web', list: [{ a: 1 }] })
    expect(interner.share({ app: 'web', list: [{ a: 1 }] })).toBe(first)
    expect(interner.share({ app: 'api', list: [{ a: 1 }] })).not.toBe(first)
    expect(Object.isFrozen(first) && Object.isFrozen(first.list) && Object.isFrozen(first.list[0])).toBe(true)
    expect(interner.share(undefined)).toBeUndefined()
  })

  it('shares labels, owners and specs between pods, whatever the order of their keys', () => {
    const interner = new Interner()
    const pod = (name: string, labels: object) => {
      const raw = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, labels, ownerReferences: [{ kind: 'Job', name: 'j' }] },
        spec: { containers: [{ image: 'i', ports: [{ containerPort: 1 }] }] },
      }
      const result = slimObject(raw, { interner })
      if (!('object' in result) || result.object.kind !== 'Pod') throw new Error('a pod is expected')
      return result.object
    }
    const [a, b] = [pod('a', { x: '1', y: '2' }), pod('b', { y: '2', x: '1' })]
    expect(b.labels).toBe(a.labels)
    expect(b.owners).toBe(a.owners)
    expect(b.spec).toBe(a.spec)
  })

  it('forgets what was not asked for through two generations', () => {
    const interner = new Interner(2)
    const [kept, dropped] = [interner.share({ id: 'kept' }), interner.share({ id: 'dropped' })]
    for (let id = 0; id < 10; id++) {
      interner.share({ id })
      expect(interner.share({ id: 'kept' })).toBe(kept)
    }
    expect(interner.share({ id: 'dropped' })).not.toBe(dropped)
  })
})
