import { afterEach, describe, expect, it, vi } from 'vitest'
import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { FULL_SCOPE, NameMap } from '#libs/cluster-model'
import type { RecordType } from '#libs/dns-model'
import { answerQuestion, ANYONE, settle } from './index.js'

const view = viewOfObjects(SMALL_CLUSTER)

function ask(question: string, explain?: typeof FULL_SCOPE): ReturnType<typeof settle> {
  const [name, type] = question.split(' ') as [string, RecordType]
  return settle(answerQuestion(view, ANYONE, { name, type }, explain))
}

/** How often the state's maps are asked for an entry, and how often they are walked through. */
function work(run: () => unknown): { asked: number; walked: number } {
  const prototype = NameMap.prototype as unknown as Record<string | symbol, (...parts: never[]) => unknown>
  const get = vi.spyOn(prototype, 'get')
  const walks = ['keys', 'values', 'entries', Symbol.iterator].map((method) => vi.spyOn(prototype, method))
  run()
  return { asked: get.mock.calls.length, walked: walks.reduce((sum, walk) => sum + walk.mock.calls.length, 0) }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('what an answer looks at', () => {
  it.each([
    ['api.example.com.cluster.local. A', 0],
    ['api.example.com. A', 0],
    ['web.missing.svc.cluster.local. A', 1],
    ['missing.default.svc.cluster.local. A', 2],
    ['web.default.svc.cluster.local. A', 3],
    ['web.default.svc.cluster.local. AAAA', 3],
    ['_http._tcp.web.default.svc.cluster.local. SRV', 3],
    ['db.prod.svc.cluster.local. A', 4],
    ['db-0.db.prod.svc.cluster.local. A', 4],
    ['_sql._tcp.db.prod.svc.cluster.local. SRV', 4],
  ])('%s: %i maps, and none of them whole', (question, maps) => {
    // The order of a Service's slices is worked out once.
    ask(question)
    expect(work(() => ask(question))).toEqual({ asked: maps, walked: 0 })
  })

  it('is more with reasons, which are not made unless asked for', () => {
    const missing = 'missing.default.svc.cluster.local. A'
    expect(work(() => ask(missing, FULL_SCOPE)).walked).toBeGreaterThan(0)
    expect(ask(missing)).not.toHaveProperty('reasons')
    expect(ask(missing)).not.toHaveProperty('notes')
  })
})
