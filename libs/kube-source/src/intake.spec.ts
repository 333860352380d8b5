import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { SlimObject } from '#libs/cluster-model'
import { RecordingSink } from '../test/recording-sink.js'
import { Intake, type Seen } from './intake.js'

function namespace(name: string, createdAt = 0): Seen {
  const object: SlimObject = { kind: 'Namespace', namespace: '', name, createdAt }
  return { key: { kind: 'Namespace', namespace: '', name }, object }
}

function intakeInto(sink: RecordingSink, onCommitted: () => void = () => undefined): Intake {
  return new Intake(
    sink,
    () => 0,
    onCommitted,
    (error) => {
      throw error
    },
  )
}

describe('Intake', () => {
  // A commit ends in several steps; what comes between any two of them must not be left lying.
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('commits what comes %i microtasks after a commit', async (steps) => {
    const sink = new RecordingSink()
    let isFirst = true
    const intake = intakeInto(sink, () => {
      if (isFirst) putAfter(steps)
      isFirst = false
    })
    const putAfter = (left: number): void => {
      if (left === 0) intake.put(namespace('late'))
      else queueMicrotask(() => putAfter(left - 1))
    }
    intake.put(namespace('early'))
    await wait(20)
    expect([...sink.state.namespaceObjects.keys()].toSorted()).toEqual(['early', 'late'])
  })

  it('makes one commit of what one turn puts, and says when changes of one object were folded', async () => {
    const sink = new RecordingSink()
    const intake = intakeInto(sink)
    for (let index = 0; index < 5000; index++) intake.put(namespace(`n${index}`))
    intake.put(namespace('n0', 1))
    await intake.settled()
    expect(sink.observations.map(({ changes, coalesced }) => [changes.length, coalesced])).toEqual([[5000, true]])
    expect(sink.state.namespaceObjects.get('n0')?.createdAt).toBe(1)
  })

  it('takes nothing more, and says why, once the sink has failed', async () => {
    const failures: string[] = []
    const sink = new RecordingSink()
    sink.commit = () => Promise.reject(new Error('disk full'))
    const intake = new Intake(
      sink,
      () => 0,
      () => undefined,
      ({ message }) => failures.push(message),
    )
    intake.put(namespace('a'))
    await intake.settled()
    intake.put(namespace('b'))
    await wait(10)
    expect(failures).toEqual(['disk full'])
  })
})
