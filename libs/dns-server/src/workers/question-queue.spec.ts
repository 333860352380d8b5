import { beforeEach, describe, expect, it } from 'vitest'
import { packBatch, unpackBatch } from './batch.js'
import { LARGEST_BATCH, MOST_ASKED, MOST_WAITING, QuestionQueue } from './question-queue.js'
import type { QuestionBatch } from './thread-protocol.js'

let sent: QuestionBatch[]
let works: (() => void)[]
let dropped: number
let queue: QuestionQueue

beforeEach(() => {
  sent = []
  works = []
  dropped = 0
  queue = new QuestionQueue(
    (batch) => sent.push(batch),
    (work) => works.push(work),
    (messages) => (dropped += messages),
  )
})

/** Asks `count` questions; gives what became of them, by number. */
function ask(count: number): Map<number, string> {
  const told = new Map<number, string>()
  for (let i = 0; i < count; i++) {
    queue.push({
      octets: Uint8Array.of(i & 255),
      host: `10.0.0.${i}`,
      port: i,
      later: (reply) => told.set(i, reply === 'silence' ? reply : Buffer.from(reply).toString('latin1')),
    })
  }
  return told
}

function turn(): void {
  for (const work of works.splice(0)) work()
}

describe('QuestionQueue', () => {
  it('sends what came in one turn together, and tells each its own reply', () => {
    const told = ask(3)
    expect(sent).toEqual([])
    turn()
    expect(sent).toMatchObject([{ hosts: ['10.0.0.0', '10.0.0.1', '10.0.0.2'], ports: [0, 1, 2] }])
    const [a, b, c] = (sent[0] as QuestionBatch).tickets as [number, number, number]
    queue.onAnswers(
      packBatch([
        [a, undefined],
        [b, Buffer.from('b')],
      ]),
    )
    queue.onLateAnswers(
      packBatch([
        [c, Buffer.from('c')],
        [999, Buffer.from('nobody')],
      ]),
    )
    expect([...told]).toEqual([
      [0, 'silence'],
      [1, 'b'],
      [2, 'c'],
    ])
  })

  it('has one batch under way', () => {
    ask(LARGEST_BATCH + 1)
    turn()
    ask(1)
    turn()
    expect(sent.map(({ tickets }) => tickets.length)).toEqual([LARGEST_BATCH])
    queue.onAnswers(packBatch([]))
    expect(sent.map(({ tickets }) => tickets.length)).toEqual([LARGEST_BATCH, 2])
  })

  it('drops the oldest when too many wait, and says how many', () => {
    const told = ask(MOST_WAITING + 1)
    expect(dropped).toBe(LARGEST_BATCH)
    expect([...told.keys()]).toEqual(Array.from({ length: LARGEST_BATCH }, (_, i) => i))
  })

  it('forgets the oldest that were sent and never answered', () => {
    for (let asked = 0; asked <= MOST_ASKED; asked += LARGEST_BATCH) {
      ask(LARGEST_BATCH)
      turn()
      queue.onAnswers(packBatch([]))
    }
    expect(dropped).toBe(LARGEST_BATCH)
  })
})

describe('a batch', () => {
  it('gives back what was packed', () => {
    const messages: [number, Uint8Array | undefined][] = [
      [1, Uint8Array.of(1, 2)],
      [2, undefined],
      [7, new Uint8Array(0)],
      [9, Uint8Array.of(3)],
    ]
    expect(unpackBatch(packBatch(messages))).toEqual(messages)
  })
})
