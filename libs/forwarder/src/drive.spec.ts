import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { ANYONE, answerQuestion, type Reply } from '#libs/resolver'
import { drive, type Ask } from './index.js'

const VIEW = viewOfObjects(SMALL_CLUSTER)
const FAILED: Reply = { kind: 'failed', reason: 'time-out' }

function step(name: string): ReturnType<typeof answerQuestion> {
  return answerQuestion(VIEW, ANYONE, { name, type: 'A' })
}

describe('drive', () => {
  it('asks nobody for a name of the cluster', () => {
    const asked: Ask[] = []
    const end = drive(step('web.default.svc.cluster.local.'), (ask) => {
      asked.push(ask)
      return FAILED
    })
    expect(end).toMatchObject({ kind: 'answer', answer: { rcode: 'NOERROR' } })
    expect(asked).toEqual([])
  })

  it('ends at once when the reply is at hand', () => {
    const asked: Ask[] = []
    const end = drive(step('example.com.'), (ask) => {
      asked.push(ask)
      return FAILED
    })
    expect(end).toMatchObject({ kind: 'answer', answer: { rcode: 'SERVFAIL' } })
    expect(asked).toMatchObject([
      { question: { name: 'example.com.', type: 'A' }, forward: { to: ['/etc/resolv.conf'] } },
    ])
  })

  it('waits when it is not', async () => {
    const end = drive(step('example.com.'), () => Promise.resolve(FAILED))
    expect(end).toBeInstanceOf(Promise)
    expect(await end).toMatchObject({ answer: { rcode: 'SERVFAIL' } })
  })
})
