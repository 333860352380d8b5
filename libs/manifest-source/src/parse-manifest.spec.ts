import { describe, expect, it } from 'vitest'
import { parseManifest, parseManifestKeys } from './parse-manifest.js'

const service = (name: string, spec = 'clusterIP: 10.0.0.1') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ${spec}\n`
/** Names and lines of the objects, and of each problem what people see first. */
const brief = (text: string) => {
  const { objects, problems } = parseManifest(text, 'web.yaml')
  return {
    objects: objects.map(({ object, line }) => `${object.kind} ${object.name}:${line}`),
    problems: problems.map(({ severity, code, line, field }) => [severity, code, line, ...(field ? [field] : [])]),
  }
}

describe('a manifest', () => {
  it('gives objects with file and line', () => {
    const { objects, problems } = parseManifest(`# two\n${service('a')}---\n${service('b')}`, 'web.yaml')
    expect(problems).toEqual([])
    expect(objects).toMatchObject([
      {
        file: 'web.yaml',
        line: 2,
        object: { kind: 'Service', namespace: 'default', name: 'a', clusterIPs: ['10.0.0.1'] },
      },
      { file: 'web.yaml', line: 9, object: { name: 'b' } },
    ])
  })

  it('unfolds Lists, nested ones too', () => {
    const inner = {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'b' } }],
    }
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, inner],
    }
    expect(brief(JSON.stringify(list, undefined, 1))).toEqual({ objects: ['Pod a:5', 'Pod b:16'], problems: [] })
    const yaml = 'kind: List\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n'
    expect(brief(yaml)).toEqual({ objects: ['Pod a:4'], problems: [] })
  })

  it.each<[string, string, unknown[]]>([
    [
      'a field of the wrong type',
      service('a', 'clusterIP: 10.0.0.300'),
      [['error', 'invalid-address', 6, 'spec.clusterIP']],
    ],
    ['a missing field', service('a', 'ports:\n  - name: x'), [['error', 'invalid-object', 7, 'spec.ports[0].port']]],
    [
      'a key with dots',
      service('a', 'selector:\n    a.b/c: true'),
      [['error', 'invalid-object', 7, 'spec.selector["a.b/c"]']],
    ],
    ['no name', 'apiVersion: v1\nkind: Pod\nmetadata: {}\n', [['error', 'invalid-object', 3, 'metadata.name']]],
    ['no kind', 'apiVersion: v1\nspec: {}\n', [['error', 'invalid-object', 1, 'kind']]],
    ['an unclosed bracket', 'a: [1,\nb: 2\n', [['error', 'invalid-document', 2]]],
    ['tabs', 'a:\n\t- b\n', [['error', 'invalid-document', 2]]],
    ['text that is no object', 'just words\n', [['warning', 'ignored-document', 1]]],
    ['values without a kind', '# values\nreplicas: 1\n', [['warning', 'ignored-document', 2]]],
    ['a list of strings', '- a\n- b\n', [['warning', 'ignored-document', 1]]],
    ['a kind that is not read', 'apiVersion: v1\nkind: ServiceAccount\n', [['note', 'unknown-kind', 1]]],
    ['an old version', 'apiVersion: apps/v1beta1\nkind: Deployment\n', [['warning', 'unknown-kind', 1]]],
    ['a Secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n', [['note', 'ignored-document', 1]]],
    ['a ConfigMap of somebody else', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n', []],
    ['comments only', '# nothing\n---\n# here\n', []],
    ['nothing', '', []],
  ])('with %s gives no object', (_, text, problems) => {
    expect(brief(text)).toEqual({ objects: [], problems })
  })

  it('tells of an item of a List the line of the field, in YAML and JSON', () => {
    const broken = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
      spec: { clusterIPs: ['10.0.0.1', 'x'] },
    }
    const list = { apiVersion: 'v1', kind: 'List', items: [broken] }
    expect(brief(JSON.stringify(list, undefined, 1)).problems).toEqual([
      ['error', 'invalid-address', 14, 'spec.clusterIPs[1]'],
    ])
    const yaml = `kind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec:\n    clusterIP: x\n`
    expect(brief(yaml).problems).toEqual([['error', 'invalid-address', 7, 'spec.clusterIP']])
    const large = `kind: List\n${`# ${'x'.repeat(1000)}\n`.repeat(300)}${yaml.slice('kind: List\n'.length)}`
    expect(brief(large).problems).toEqual([['error', 'invalid-address', 307, 'spec.clusterIP']])
  })

  it('names the object in the message', () => {
    const message = (metadata: object) =>
      parseManifest(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: 7 }), 'x').problems[0]?.message
    expect(message({ namespace: 'shop', name: 'a' })).toBe('Pod shop/a: spec is a number; an object is expected.')
    expect(message({ name: 'a' })).toContain('Pod a:')
    expect(message({})).toBe('Pod: metadata.name is missing: a Pod needs a name.')
  })

  it('tells each unread kind once, with the first place and the number', () => {
    const { problems } = parseManifest('apiVersion: v1\nkind: Event\n---\napiVersion: v1\nkind: Event\n', 'x.yaml')
    expect(problems).toEqual([
      {
        severity: 'note',
        code: 'unknown-kind',
        message: 'Event (v1) is not a kind that is read (2 documents, this is the first).',
        file: 'x.yaml',
        line: 1,
      },
    ])
  })

  it('takes the later of two manifests of one object, and names both places', () => {
    const { objects, problems } = parseManifest(
      `${service('a')}---\n${service('b')}---\n${service('a', 'clusterIP: 10.0.0.2')}`,
      'x.yaml',
    )
    expect(objects.map(({ object, line }) => [object.name, line])).toEqual([
      ['b', 8],
      ['a', 15],
    ])
    expect(problems).toEqual([
      {
        severity: 'warning',
        code: 'duplicate-object',
        message: 'Service default/a is written again in x.yaml:15, which is taken instead.',
        file: 'x.yaml',
        line: 1,
      },
    ])
  })
})

describe('YAML as kubectl reads it', () => {
  it('has the words of YAML 1.1 for true and false', () => {
    expect(brief(service('a', 'publishNotReadyAddresses: yes'))).toEqual({ objects: ['Service a:1'], problems: [] })
    expect(brief(service('a', 'selector: {on: "yes"}')).objects).toEqual(['Service a:1'])
    expect(brief(service('a', 'selector: {a: off}')).problems).toEqual([
      ['error', 'invalid-object', 6, 'spec.selector.a'],
    ])
  })

  it('has anchors and merge keys', () => {
    const text = `x: &port {port: 80, protocol: UDP}\n${service('a', 'ports:\n  - <<: *port\n    name: dns')}`
    expect(parseManifest(text, 'x').objects[0]?.object).toMatchObject({
      ports: [{ name: 'dns', port: 80, protocol: 'UDP' }],
    })
  })

  it('takes the later value of a repeated key, and says so', () => {
    const text = service('a', 'clusterIP: 10.0.0.1\n  clusterIP: 10.0.0.2')
    expect(brief(text)).toEqual({ objects: ['Service a:1'], problems: [['warning', 'invalid-document', 7]] })
    expect(parseManifest(text, 'x').objects[0]?.object).toMatchObject({ clusterIPs: ['10.0.0.2'] })
  })

  it.each(["'", '"'])('takes lines of a scalar in %s at any depth', (quote) => {
    const text = service('a', `externalName: ${quote}a.\n exa\nmple${quote}\n  type: ExternalName`)
    expect(parseManifest(text, 'x').objects[0]?.object).toMatchObject({
      externalName: 'a. exa mple',
      type: 'ExternalName',
    })
    expect(brief(`${text}---\nkind: [\n`).problems).toHaveLength(1)
    expect(brief(service('a', `externalName: ${quote}a\n  type: ExternalName`)).problems).toEqual([
      ['error', 'invalid-document', 7],
    ])
  })
})

describe('a text built to do harm', () => {
  it('is refused when its aliases unfold without end', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(',')}]\n`
    const bomb = `${level('a', 'x')}${level('b', '*a')}${level('c', '*b')}${level('d', '*c')}${level('e', '*d')}`
    expect(brief(bomb).problems).toEqual([['error', 'invalid-document', 1]])
    expect(brief('a: *b\n').problems).toEqual([['error', 'invalid-document', 1]])
    expect(brief(`a: &a x\nb: *a\n# ${'x'.repeat(300_000)}\n`).problems).toEqual([['error', 'invalid-document', 1]])
  })

  it.each([
    ['brackets', `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['unclosed brackets', `a: ${'{a: '.repeat(20_000)}`],
    ['dashes', `${'- '.repeat(20_000)}x`],
    ['explicit keys', `${'? '.repeat(20_000)}x`],
    ['JSON', `{"a": ${'['.repeat(50_000)}${']'.repeat(50_000)}, "items": [}`],
  ])('is refused when it is nested too deeply: %s', (_, text) => {
    const { problems } = parseManifest(text, 'x')
    expect(problems).toMatchObject([
      { code: 'invalid-document', line: 1, message: expect.stringContaining('200 levels') },
    ])
  })

  it('may be nested as deeply as objects are', () => {
    const spec = '{a: ['.repeat(90) + ']}'.repeat(90)
    expect(brief(service('a', `extra: ${spec}`))).toEqual({ objects: ['Service a:1'], problems: [] })
  })

  it('is not unfolded without end when Lists stand in Lists', () => {
    const text = `${'{"apiVersion": "v1", "kind": "List", "items": ['.repeat(10_000)}${']}'.repeat(10_000)}`
    expect(brief(text)).toEqual({ objects: [], problems: [['note', 'unknown-kind', 1]] })
  })

  it('is refused when one document is too long for a YAML parser', () => {
    const { problems } = parseManifest(`a: 1\n---\nb: "${'x'.repeat(9 * 1024 * 1024)}"\n`, 'x')
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['ignored-document', 1],
      ['invalid-document', 2],
    ])
  })

  it('is read when it has very many keys', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `  k${i}: x\n`).join('')
    expect(brief(`apiVersion: v1\nkind: Event\nspec:\n${keys}`).problems).toEqual([['note', 'unknown-kind', 1]])
  })
})

describe('a list of objects to delete', () => {
  it('needs no more than kind and name', () => {
    const text = `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a, namespace: shop}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\nkind: Menu\napiVersion: v1\n`
    expect(parseManifestKeys(text, 'x')).toMatchObject({
      keys: [
        { key: { kind: 'EndpointSlice', namespace: 'shop', name: 'a' }, file: 'x', line: 1 },
        { key: { kind: 'Namespace', namespace: '', name: 'shop' }, file: 'x', line: 5 },
      ],
      problems: [{ code: 'unknown-kind', line: 9 }],
    })
  })
})
