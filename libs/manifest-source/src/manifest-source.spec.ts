import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { KINDS, allObjects } from '#libs/cluster-model'
import { Watched, service, summary } from '../test/watched.js'

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n'
const watched = new Watched()

describe('the first load', () => {
  it('is one observation with full coverage, evidence and the namespaces that are needed', async () => {
    await watched.write('a.yaml', service('a'))
    await watched.write('b.yaml', `# note\n${service('b', '10.0.0.2')}`)
    watched.start()
    const first = await watched.sink.commits(1)
    expect(summary(first)).toEqual(['+ Service default/a', '+ Service default/b'])
    expect(first).toMatchObject({ kind: 'changes', observedAt: 1000, note: `2 files of ${watched.folder}` })
    expect(first.coverage?.map(({ kind }) => kind).sort()).toEqual(Object.keys(KINDS).sort())
    expect(first.coverage?.every(({ after }) => after.status === 'complete')).toBe(true)
    expect(first.changes.find(({ key }) => key.name === 'b')?.evidence).toEqual({ file: watched.at('b.yaml'), line: 2 })
    expect(first.changes.find(({ key }) => key.kind === 'Namespace')?.after).toEqual({
      kind: 'Namespace',
      namespace: '',
      name: 'default',
      labels: { 'kubernetes.io/metadata.name': 'default' },
      derived: true,
    })
  })

  it('derives no namespace that has a manifest', async () => {
    await watched.write('a.yaml', `${service('a')}---\n${namespace}`)
    watched.start()
    const first = await watched.sink.commits(1)
    expect(first.changes.filter(({ key, after }) => key.kind === 'Namespace' && after?.derived)).toEqual([])
  })

  it('is the difference to what an earlier run has left', async () => {
    await watched.write('a.yaml', service('a'))
    await watched.write('b.yaml', service('b'))
    watched.start()
    await watched.sink.commits(1)
    await watched.stop()
    await rm(watched.at('a.yaml'))
    await watched.write('b.yaml', service('b', '10.0.0.9'))
    watched.start()
    expect(summary(await watched.sink.commits(2))).toEqual(['- Service default/a', '~ Service default/b'])
    expect(watched.sink.observations[1]).not.toHaveProperty('coverage')
  })

  it('holds what the controllers of a cluster would make, and keeps the addresses on an edit', async () => {
    const web = (replicas: number): string =>
      [
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}',
        `spec: {replicas: ${replicas}, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: []}}}`,
        '---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n',
      ].join('\n')
    const addresses = (): string[] =>
      [...allObjects(watched.sink.state)].flatMap((object) =>
        object.kind === 'EndpointSlice' ? object.endpoints.flatMap((endpoint) => endpoint.addresses) : [],
      )
    await watched.write('web.yaml', web(2))
    watched.start()
    await watched.sink.commits(1)
    const before = addresses()
    expect(before).toHaveLength(2)
    await watched.write('web.yaml', web(3))
    await watched.sink.commits(2)
    expect(addresses()).toEqual(expect.arrayContaining(before))
    expect(addresses()).toHaveLength(3)
  })

  it('of an empty folder is an observation too', async () => {
    watched.start()
    expect(await watched.sink.commits(1)).toMatchObject({ kind: 'changes' })
  })

  it('rejects for a path that can not be read', async () => {
    await expect(watched.start({ paths: [watched.at('missing.yaml')] }).ended).rejects.toMatchObject({
      code: 'source-unreadable',
      place: { file: watched.at('missing.yaml') },
    })
    await expect(watched.start({ paths: [watched.at('no/such/folder')] }).ended).rejects.toMatchObject({
      code: 'source-unreadable',
    })
  })

  it('rejects for a broken document when strict', async () => {
    await watched.write('a.yaml', `${service('a')}---\nkind: [\n`)
    await expect(watched.start({ strict: true }).ended).rejects.toMatchObject({
      code: 'invalid-document',
      place: { file: watched.at('a.yaml'), line: 6 },
    })
    expect(watched.sink.observations).toEqual([])
  })

  it('takes the standard input, which stays', async () => {
    await watched.write('a.yaml', service('a'))
    async function* stdin() {
      yield Buffer.from(service('piped'))
    }
    watched.start({ paths: ['-', watched.folder], stdin: stdin() })
    await watched.sink.commits(1)
    await watched.write('a.yaml', service('a', '10.0.0.3'))
    await watched.sink.commits(2)
    expect(watched.sink.services).toEqual(['a 10.0.0.3', 'piped 10.0.0.1'])
  })
})

it('ends when it is told to, and sees nothing afterwards', async () => {
  await watched.write('a.yaml', service('a'))
  const { ended } = watched.start()
  await watched.sink.commits(1)
  await watched.stop()
  await expect(ended).resolves.toBeUndefined()
})
