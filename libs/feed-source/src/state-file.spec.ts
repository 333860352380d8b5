import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, viewOfObjects } from '#test/fixtures'
import { allObjects } from '#libs/cluster-model'
import { StateFile, type LastState } from './state-file.js'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'namescope-state-'))
  path = join(folder, 'state')
})
afterEach(() => rm(folder, { recursive: true }))

const noPause = (): Promise<void> => Promise.resolve()
const SOURCE = 'feed:http://127.0.0.1:8080'

function lastState(confirmedAt = 1_700_000_100_000): LastState {
  const { revision, observedAt, state, coverage, serials } = viewOfObjects(SMALL_CLUSTER)
  const origin = {
    revision: { cluster: 'prod', epoch: 2, number: 7 },
    observedAt,
    serials,
    kinds: ['Service'] as const,
  }
  return { checkpoint: { revision, observedAt, state, coverage, serials }, source: SOURCE, origin, confirmedAt }
}

async function written(): Promise<Buffer> {
  await new StateFile(path).write(lastState(), noPause)
  return readFile(path)
}

describe('the last state on the disk', () => {
  it('is read as it was written', async () => {
    await written()
    const reading = await new StateFile(path).read(SOURCE)
    if (reading.kind !== 'state') throw new Error(JSON.stringify(reading))
    const { checkpoint, ...facts } = reading.state
    const { checkpoint: expected, ...expectedFacts } = lastState()
    expect(facts).toEqual(expectedFacts)
    expect([...allObjects(checkpoint.state)].map((o) => o.name).toSorted()).toEqual(
      [...allObjects(expected.state)].map((o) => o.name).toSorted(),
    )
    expect([checkpoint.revision, checkpoint.coverage, checkpoint.serials]).toEqual([
      expected.revision,
      expected.coverage,
      expected.serials,
    ])
    expect(await readdir(folder)).toEqual(['state'])
  })

  it('may not be there', async () => {
    expect(await new StateFile(path).read(SOURCE)).toEqual({ kind: 'none' })
  })

  it('is not used for another source, and stays until it is overwritten', async () => {
    await written()
    const reading = await new StateFile(path).read('feed:http://elsewhere')
    expect(reading).toMatchObject({
      kind: 'foreign',
      problem: expect.stringContaining('feed:http://elsewhere') as string,
    })
    expect(existsSync(path)).toBe(true)
  })

  it('is set aside, and told, when any of its bytes was altered', async () => {
    const bytes = await written()
    // The versions in the first line are looked at before anything else.
    const versions = bytes.indexOf('\n')
    for (let at = 0; at < bytes.length; at += 7) {
      if (at > 10 && at <= versions) continue
      const altered = Buffer.from(bytes)
      altered[at]! ^= 0x10
      await writeFile(path, altered)
      const reading = await new StateFile(path).read(SOURCE)
      expect(reading, `byte ${at}`).toMatchObject({
        kind: 'corrupt',
        problem: expect.stringContaining(`set aside as ${path}.corrupt`) as string,
      })
      expect(existsSync(path)).toBe(false)
      expect(await readFile(`${path}.corrupt`)).toEqual(altered)
    }
  })

  it('is set aside when it was cut off anywhere', async () => {
    const bytes = await written()
    for (let length = 0; length < bytes.length; length += 13) {
      await writeFile(path, bytes.subarray(0, length))
      expect(await new StateFile(path).read(SOURCE), `${length} bytes`).toMatchObject({ kind: 'corrupt' })
    }
  })

  it.each([
    ['2.1.1', 'the file'],
    ['1.2.1', 'the codec'],
    ['1.1.2', 'the objects'],
  ])('is refused, and left as it is, when it is of a newer version (%s: %s)', async (version) => {
    const bytes = await written()
    const newer = Buffer.from(bytes.toString('latin1').replace(' 1.1.1\n', ` ${version}\n`), 'latin1')
    await writeFile(path, newer)
    const reading = await new StateFile(path).read(SOURCE)
    expect(reading).toMatchObject({
      kind: 'newer',
      problem: expect.stringContaining('run the newer version, or remove the file') as string,
    })
    expect(await readFile(path)).toEqual(newer)
  })

  it.skipIf(!existsSync('/dev/full'))('stays as it was when the disk is full', async () => {
    const bytes = await written()
    // What is written there finds no space left.
    await symlink('/dev/full', `${path}.new`)
    await expect(new StateFile(path).write(lastState(1_800_000_000_000), noPause)).rejects.toMatchObject({
      code: 'source-unreadable',
      message: expect.stringMatching(/ENOSPC.*The one before stays/) as string,
    })
    expect(await readFile(path)).toEqual(bytes)
    expect(await readdir(folder)).toEqual(['state'])
  })

  it('is written in parts', async () => {
    let pauses = 0
    await new StateFile(path).write(lastState(), () => {
      pauses++
      return Promise.resolve()
    })
    // The first line, the facts, and at least the header, the objects and the end of the state.
    expect(pauses).toBeGreaterThanOrEqual(5)
  })
})
