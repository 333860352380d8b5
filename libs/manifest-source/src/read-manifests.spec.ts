import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readManifestKeys, readManifests } from './read-manifests.js'

const pod = (name: string, namespace = 'default') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}}\n`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifests-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

/** Names of the objects, in their order. */
const namesIn = async (...paths: string[]) =>
  (await readManifests(paths.map((path) => join(folder, path)))).objects.map(({ object }) => object.name)

describe('paths', () => {
  beforeEach(() =>
    write({
      'b.yaml': pod('b'),
      'a.yml': pod('a'),
      'sub/deep/c.json': JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'c' } }),
      'sub/D.YAML': pod('d'),
      'notes.txt': pod('notes'),
      '.hidden.yaml': pod('hidden-file'),
      '.git/x.yaml': pod('hidden-folder'),
      'node_modules/x.yaml': pod('package'),
      'sub/after/x.yaml': pod('after'),
    }),
  )

  it.each([
    [['.'], ['a', 'b', 'd', 'c']],
    [['sub'], ['d', 'c']],
    [['sub/'], ['d', 'c']],
    [
      ['b.yaml', 'a.yml'],
      ['a', 'b'],
    ],
    [
      ['.', 'b.yaml', 'sub'],
      ['a', 'b', 'd', 'c'],
    ],
    [['notes.txt'], ['notes']],
    [['.hidden.yaml'], ['hidden-file']],
    [['sub/after'], ['after']],
    [['*.yaml'], ['b']],
    [['*'], ['a', 'b', 'd', 'c']],
    [['s*'], ['d', 'c']],
    [['**/*.json'], ['c']],
    [['*/deep/*'], ['c']],
    [['{a,b}.y*ml'], ['a', 'b']],
    [['sub/[D-E].YAML'], ['d']],
  ])('%j give %j', async (paths, expected) => {
    expect(await namesIn(...paths)).toEqual(expected)
  })

  it('are shown as they were given', async () => {
    const path = relative(process.cwd(), folder)
    const { objects } = await readManifests([path])
    expect(objects.map(({ file }) => file)).toEqual(
      ['a.yml', 'b.yaml', 'sub/D.YAML', 'sub/deep/c.json'].map((name) => join(path, name)),
    )
  })

  it('follow links, but not in a circle', async () => {
    await symlink(folder, join(folder, 'sub/circle'))
    await symlink(join(folder, 'b.yaml'), join(folder, 'link.yaml'))
    await symlink('nowhere', join(folder, 'dangling.yaml'))
    const { objects, problems } = await readManifests([folder])
    expect(objects.map(({ object }) => object.name)).toEqual(['a', 'b', 'd', 'c'])
    expect(problems.map(({ code }) => code)).toEqual(['duplicate-object'])
  })

  it.each(['missing.yaml', 'missing/', 'missing/x.yaml', '*.toml', 'b.yaml/x'])(
    '%s can not be read, which is fatal',
    async (path) => {
      const named = join(folder, path)
      await expect(readManifests([folder, named])).rejects.toMatchObject({
        code: 'source-unreadable',
        place: { file: named },
      })
    },
  )
})

describe('files', () => {
  it('that are wrong are reported, and the others are read', async () => {
    await write({
      'a.yaml': pod('a'),
      'binary.yaml': Uint8Array.of(0x61, 0xff, 0xfe),
      'broken.yaml': `a: [\n---\n${pod('b')}`,
      'large.yaml': `# ${'x'.repeat(2000)}`,
    })
    const { objects, problems } = await readManifests([folder], { maxFileBytes: 1000 })
    expect(objects.map(({ object }) => object.name)).toEqual(['a', 'b'])
    expect(problems).toMatchObject([
      { code: 'invalid-document', file: join(folder, 'binary.yaml') },
      { code: 'limit-exceeded', file: join(folder, 'large.yaml') },
      { code: 'invalid-document', file: join(folder, 'broken.yaml'), line: 1 },
    ])
  })

  it.each([
    ['binary.yaml', 'invalid-document'],
    ['large.yaml', 'limit-exceeded'],
  ])('that are named are fatal when they can not be read: %s', async (name, code) => {
    await write({ 'binary.yaml': Uint8Array.of(0xff), 'large.yaml': '#'.repeat(2000) })
    const path = join(folder, name)
    await expect(readManifests([path], { maxFileBytes: 1000 })).rejects.toMatchObject({ code, place: { file: path } })
  })

  it('of 100 MB are read item by item, in a few times their size', async () => {
    const path = join(folder, 'dump.json')
    const note = 'x'.repeat(500_000)
    const item = (index: number) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${index}`, annotations: { note } } })
    const before = process.resourceUsage().maxRSS
    await writeFile(path, '{"apiVersion":"v1","kind":"List","items":[')
    for (let index = 0; index < 200; index++) await appendFile(path, `${index === 0 ? '' : ','}${item(index)}`)
    await appendFile(path, ']}')
    const { objects, problems } = await readManifests([path])
    expect([objects.length, problems]).toEqual([200, []])
    expect(JSON.stringify(objects).length).toBeLessThan(50_000)
    // maxRSS counts kB: the file's bytes, joined, as text, and what the collector has not yet taken.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(800_000)
  }, 60_000)

  it('are the same objects in the same order, however the paths are ordered', async () => {
    await write({ 'a.yaml': pod('x', 'one'), 'b.yaml': pod('x', 'two'), 'c.yaml': pod('x', 'one') })
    const [forwards, backwards] = await Promise.all(
      [
        ['a.yaml', 'b.yaml', 'c.yaml'],
        ['c.yaml', 'b.yaml', 'a.yaml'],
      ].map((names) => readManifests(names.map((name) => join(folder, name)))),
    )
    expect(forwards).toEqual(backwards)
    expect(forwards?.objects.map(({ file }) => file)).toEqual(['b.yaml', 'c.yaml'].map((name) => join(folder, name)))
    expect(forwards?.problems).toMatchObject([
      {
        code: 'duplicate-object',
        file: join(folder, 'a.yaml'),
        line: 1,
        message: expect.stringContaining(`${join(folder, 'c.yaml')}:1`),
      },
    ])
  })

  it('of one kind that is not read are told once', async () => {
    const event = 'apiVersion: v1\nkind: Event\n'
    await write({ 'a.yaml': event, 'b.yaml': event, 'c.yaml': `${event}---\n${event}` })
    const { problems } = await readManifests([folder])
    expect(problems).toMatchObject([
      { code: 'unknown-kind', file: join(folder, 'a.yaml'), line: 1, message: expect.stringContaining('4 documents') },
    ])
  })
})

describe('strict', () => {
  it.each([
    ['a broken document', { 'a.yaml': 'a: [\n' }, 'invalid-document'],
    ['an impossible object', { 'a.yaml': pod('A') }, 'invalid-name'],
    ['an object written twice', { 'a.yaml': pod('a'), 'b.yaml': pod('a') }, 'duplicate-object'],
  ])('makes %s fatal', async (_, files, code) => {
    await write(files)
    await expect(readManifests([folder], { strict: true })).rejects.toMatchObject({
      code,
      place: { file: join(folder, 'a.yaml') },
    })
  })

  it('lets kinds pass that are not read', async () => {
    await write({ 'a.yaml': `apiVersion: v1\nkind: Event\n---\nvalues: 1\n---\n${pod('a')}` })
    expect((await readManifests([folder], { strict: true })).objects).toHaveLength(1)
  })
})

describe('the standard input', () => {
  async function* input(...texts: string[]) {
    for (const text of texts) yield Buffer.from(text)
  }

  it('comes after all files', async () => {
    await write({ 'z.yaml': pod('a', 'z') })
    const { objects } = await readManifests(['-', folder], { stdin: input(pod('a').slice(0, 20), pod('a').slice(20)) })
    expect(objects.map(({ object, file }) => [object.namespace, file])).toEqual([
      ['z', join(folder, 'z.yaml')],
      ['default', 'stdin'],
    ])
  })

  it('is bounded', async () => {
    await expect(readManifests(['-'], { stdin: input('#'.repeat(20)), maxFileBytes: 10 })).rejects.toMatchObject({
      code: 'limit-exceeded',
      place: { file: 'stdin' },
    })
  })
})

it('reads keys of objects to delete', async () => {
  await write({ 'delete.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n' })
  const path = join(folder, 'delete.yaml')
  expect(await readManifestKeys([path])).toEqual({
    keys: [{ key: { kind: 'Deployment', namespace: 'default', name: 'web' }, file: path, line: 1 }],
    problems: [],
  })
})
